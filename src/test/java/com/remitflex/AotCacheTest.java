package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import com.remitflex.testing.ProductJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher uses an AOT cache that fits, and nobody notices one that does not. */
@Tag("process")
class AotCacheTest {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String[] HELP = {"keys", "create", "--help"};

  /** An installation of its own, so that the caches of this checkout stay as they are. */
  @TempDir private Path home;

  private record Ended(int status, String out, String err) {}

  @BeforeEach
  void install() throws IOException {
    Path target = Files.createDirectories(home.resolve("target"));
    Files.copy(Path.of("remitflex"), home.resolve("remitflex"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.copy(Path.of("target/remitflex.jar"), jar());
    Files.createSymbolicLink(target.resolve("lib"), Path.of("target/lib").toAbsolutePath());
  }

  @AfterEach
  void uninstall() throws IOException {
    Files.delete(home.resolve("target/lib"));
  }

  private Path jar() {
    return home.resolve("target/remitflex.jar");
  }

  private Path caches() throws IOException {
    String build =
        Files.readAllLines(JAVA_HOME.resolve("release")).stream()
            .filter(line -> line.startsWith("JAVA_RUNTIME_VERSION="))
            .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
            .findFirst()
            .orElseThrow();
    return home.resolve("target/aot").resolve(build);
  }

  private Path commandCache() throws IOException {
    return caches().resolve("commands.aot");
  }

  private Ended run(Map<String, String> settings, String... command) throws Exception {
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    Process process =
        launcher(settings, command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private ProcessBuilder launcher(Map<String, String> settings, String... command) {
    List<String> line = new ArrayList<>(List.of(home.resolve("remitflex").toString()));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("REMITFLEX_"));
    environment.put("REMITFLEX_JAVA_HOME", JAVA_HOME.toString());
    environment.put("REMITFLEX_DATA_DIR", home.resolve("data").toString());
    environment.putAll(settings);
    return builder;
  }

  /** A cache of a run of the help, with the time by which the launcher takes it for the jar's. */
  private void train() throws Exception {
    Files.createDirectories(caches());
    Ended ended = run(Map.of("REMITFLEX_JAVA_OPTS", "-XX:AOTCacheOutput=" + commandCache()), HELP);
    assertThat(ended.status()).isZero();
    assertThat(commandCache()).exists();
    fit();
  }

  private void fit() throws IOException {
    Files.setLastModifiedTime(commandCache(), Files.getLastModifiedTime(jar()));
  }

  private boolean loadsFromCache() throws Exception {
    Path log = home.resolve("classes");
    run(Map.of("REMITFLEX_JAVA_OPTS", "-Xlog:class+load:file=" + log), HELP);
    return Files.readAllLines(log).stream()
        .filter(line -> line.contains(" com.remitflex.Main "))
        .allMatch(line -> line.contains("shared objects file"));
  }

  @Test
  void whatDoesNotFitIsIgnoredWithoutAWord() throws Exception {
    Ended without = run(Map.of(), HELP);
    assertThat(without.status()).isZero();
    assertThat(without.err()).isEmpty();
    assertThat(loadsFromCache()).isFalse();

    train();
    assertThat(loadsFromCache()).isTrue();
    assertThat(run(Map.of(), HELP)).isEqualTo(without);
    assertThat(run(Map.of("REMITFLEX_JAVA_OPTS", "-XX:+UseZGC"), HELP)).isEqualTo(without);
    assertThat(run(Map.of("REMITFLEX_JAVA_OPTS", "-Xshare:off"), HELP)).isEqualTo(without);

    Path good = Files.copy(commandCache(), home.resolve("good.aot"));
    try (RandomAccessFile file = new RandomAccessFile(commandCache().toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    fit();
    assertThat(run(Map.of(), HELP)).as("truncated").isEqualTo(without);

    Files.writeString(commandCache(), "not a cache");
    fit();
    assertThat(run(Map.of(), HELP)).as("garbage").isEqualTo(without);

    Files.copy(good, commandCache(), StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(jar(), FileTime.fromMillis(System.currentTimeMillis() + 60_000));
    assertThat(loadsFromCache()).as("the launcher sees the time of another jar").isFalse();
    fit();
    assertThat(loadsFromCache()).as("the JVM sees another jar").isFalse();
    assertThat(run(Map.of(), HELP)).isEqualTo(without);
  }

  /**
   * Also one that is refused, whose server takes nothing from the training. Without sources beside
   * the launcher, nothing is built.
   */
  @Test
  void theFirstStartMakesTheCaches() throws Exception {
    // With the lowest priority, it would wait for all other tests.
    Path nice = Files.createDirectories(home.resolve("bin")).resolve("nice");
    // What the run trains is the same with code that is compiled less, and of fewer requests.
    Files.writeString(
        nice,
        "#!/bin/sh\njava=$3\nshift 3\nexec \"$java\" "
            + String.join(" ", ProductJvm.BRIEF)
            + " "
            + ProductJvm.BRIEF_TRAINING
            + " \"$@\"\n");
    assertThat(nice.toFile().setExecutable(true)).isTrue();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings =
          Map.of(
              "REMITFLEX_PORT",
              Integer.toString(other.getLocalPort()),
              "PATH",
              nice.getParent() + ":" + System.getenv("PATH"));

      assertThat(run(settings, "up").err()).contains("is in use");
    }

    Path cache = commandCache();
    Await.until("the caches are made", Duration.ofMinutes(8), () -> Files.exists(cache));
    assertThat(caches().resolve("server.aot")).exists();
    assertThat(loadsFromCache()).isTrue();
    Path data = caches().resolve("data");
    Await.until("nothing is left", () -> !Files.exists(data));
  }
}
