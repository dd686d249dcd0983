package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.testing.ProductJvm;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestCertificate;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The package: its parts, and that it runs on a machine without a JDK, Maven and a network. It is
 * made of the jar that the tests of other processes run too; a full run also compiles it, twice.
 */
@Tag("process")
@Tag("slow")
@EnabledOnOs(OS.LINUX)
// It takes longest, so it begins first.
@Order(1)
class PackageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final String NOBODY = "65534";

  private static Path directory;
  private static Path archive;

  /** The unpacked package, which no one may write. */
  private static Path home;

  private record Ended(int status, String out, String err) {}

  @BeforeAll
  static void make() throws Exception {
    directory = TestDirectories.createOrFail("remitflex package");
    // Another user starts it.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    // The tools of the JDK, and Maven, which end before better code is worth the compiling.
    Map<String, String> settings =
        Map.of("REMITFLEX_NO_BUILD", "1", "JAVA_TOOL_OPTIONS", String.join(" ", ProductJvm.BRIEF));
    Ended made = launch(Path.of("remitflex"), settings, "package");
    assertThat(made.status()).as(made.err()).isZero();
    archive = Path.of(made.out().strip());
    assertThat(run(Map.of(), "tar", "-xzpf", archive.toString(), "-C", directory.toString()))
        .isEqualTo(new Ended(0, "", ""));
    home = directory.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
    assertThat(run(Map.of(), "chmod", "-R", "a-w", home.toString()).status()).isZero();
  }

  @AfterAll
  static void delete() throws Exception {
    run(Map.of(), "chmod", "-R", "u+w", directory.toString());
    FileUtils.deleteDirectory(directory.toFile());
  }

  private static Ended run(Map<String, String> settings, String... command) throws Exception {
    return run(settings, List.of(command));
  }

  private static Ended launch(Path launcher, Map<String, String> settings, String... command)
      throws Exception {
    List<String> line = new ArrayList<>(List.of(launcher.toAbsolutePath().toString()));
    line.addAll(List.of(command));
    return run(settings, line);
  }

  private static Ended run(Map<String, String> settings, List<String> line) throws Exception {
    Path out = Files.createTempFile(directory, "run", ".out");
    Path err = Files.createTempFile(directory, "run", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("REMITFLEX_"));
    environment.put("REMITFLEX_JAVA_HOME", JAVA_HOME.toString());
    environment.putAll(settings);
    Process process = builder.start();
    assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  private static Set<String> libraries() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("app/lib"))) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void theChecksumIsThatOfTheArchive() throws Exception {
    assertThat(archive.getFileName().toString())
        .matches("remitflex-\\d+\\.\\d+\\.\\d+-linux-(x64|arm64)\\.tar\\.gz");
    assertThat(Files.readString(Path.of(archive + ".sha256")))
        .isEqualTo(sha256(archive) + "  " + archive.getFileName() + "\n");
  }

  /** What else would differ between two builds, or be a surprise after unpacking as root. */
  @Test
  void theArchiveHasOneTimeOneOwnerAndOneOrder() throws Exception {
    List<String> lines =
        run(Map.of("TZ", "UTC"), "tar", "--numeric-owner", "--full-time", "-tvzf", archive + "")
            .out()
            .lines()
            .toList();
    List<String> names = lines.stream().map(line -> line.split(" +", 6)[5]).toList();

    assertThat(lines).hasSizeGreaterThan(200);
    assertThat(lines).allMatch(line -> line.split(" +")[1].equals("0/0"));
    assertThat(lines).allMatch(line -> line.matches("[-dl]rw[-x]r-[-x]r-[-x] .*"));
    assertThat(lines.stream().map(line -> line.split(" +")[3] + line.split(" +")[4]).distinct())
        .hasSize(1);
    assertThat(names).allMatch(name -> name.startsWith(home.getFileName() + "/"));
  }

  @Test
  void everyLibraryIsInTheListOfPartsWithItsHashAndLicence() throws Exception {
    JsonNode sbom = JSON.readTree(home.resolve("remitflex.cdx.json").toFile());
    Set<String> hashes = new HashSet<>();
    sbom.path("components")
        .findParents("alg")
        .forEach(hash -> hashes.add(hash.path("content").asText()));
    String licences = Files.readString(home.resolve("licences/libraries.txt"));

    assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
    String date = built("date");
    assertThat(sbom.path("metadata").path("timestamp").asText(date)).isEqualTo(date);
    assertThat(sbom.path("components").findValuesAsText("name"))
        .contains("openjdk", "postgresql", "helidon-webserver");
    for (JsonNode component : sbom.path("components")) {
      assertThat(component.path("licenses")).as(component.path("name").asText()).isNotEmpty();
    }
    for (String library : libraries()) {
      assertThat(hashes).as(library).contains(sha256(home.resolve("app/lib").resolve(library)));
    }
    assertThat(licences.lines().filter(line -> line.startsWith("     (")))
        .hasSameSizeAs(libraries());
    assertThat(licences).doesNotContainIgnoringCase("unknown");
    assertThat(home.resolve("licences/postgresql.txt")).exists();
    assertThat(home.resolve("runtime/legal/java.base/LICENSE")).exists();
  }

  /** A value that the build has filled in. */
  private static String built(String name) {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of("target/classes/build.properties"))) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(name);
  }

  @Test
  void whatNeedsSourcesIsRejected() throws Exception {
    String help = launch(home.resolve("remitflex"), Map.of(), "help").out();
    for (String command : List.of("test", "bench", "setup", "screenshots", "package")) {
      Ended ended = launch(home.resolve("remitflex"), Map.of(), command);

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err())
          .isEqualTo(
              "./remitflex "
                  + command
                  + " needs the sources of RemitFlex, and this is a package without them. Run it in"
                  + " a clone of the repository.\n");
      assertThat(help).doesNotContain("  " + command + " ");
    }
  }

  @Test
  void anIncompletePackageSaysSo(@TempDir Path broken) throws Exception {
    Files.copy(home.resolve("remitflex"), broken.resolve("remitflex"));
    Files.createDirectories(broken.resolve("app"));
    Files.copy(home.resolve("app/remitflex.jar"), broken.resolve("app/remitflex.jar"));

    Ended ended = run(Map.of(), "bash", broken.resolve("remitflex").toString(), "doctor");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("is not complete. Unpack it again.");
  }

  /** In the package, or in the user's directory if this user cannot write to the package. */
  @Test
  void anAotCacheIsUsed(@TempDir Path caches) throws Exception {
    String[] help = {"keys", "create", "--help"};
    Path cache = cacheOf("commands", caches);
    Map<String, String> settings = Map.of("XDG_CACHE_HOME", caches.toString());
    // The path of the package has a space, at which the launcher splits these options.
    Path output = caches.resolve("new.aot");
    Ended made =
        launch(home.resolve("remitflex"), with(settings, "-XX:AOTCacheOutput=" + output), help);
    assertThat(made.status()).as(made.err()).isZero();
    Files.move(output, cache);
    Files.setLastModifiedTime(cache, jarTime());
    Path log = caches.resolve("classes.log");

    launch(home.resolve("remitflex"), with(settings, "-Xlog:class+load:file=" + log), help);

    assertThat(
            Files.readAllLines(log).stream().filter(line -> line.contains("com.remitflex.Main ")))
        .isNotEmpty()
        .allMatch(line -> line.contains("shared objects file"));
  }

  /** So that the next test finds the package as it was built. */
  @AfterEach
  void deleteCaches() throws IOException {
    FileUtils.deleteDirectory(home.resolve("aot").toFile());
  }

  private static FileTime jarTime() throws IOException {
    return Files.getLastModifiedTime(home.resolve("app/remitflex.jar"));
  }

  /** Where the launcher looks for it; the identifier of the package is part of the path. */
  private static Path cacheOf(String name, Path caches) throws Exception {
    String path =
        run(Map.of(), "bash", "-c", "cksum <<<\"$1\" | tr ' ' -", "bash", home.toRealPath() + "")
            .out()
            .strip();
    Path directory =
        Files.isWritable(home)
            ? home.resolve("aot")
            : caches.resolve("remitflex/aot").resolve(path);
    String id = Files.readString(home.resolve("app/id")).strip();
    return Files.createDirectories(directory.resolve(id)).resolve(name + ".aot");
  }

  private static Map<String, String> with(Map<String, String> settings, String option) {
    return Map.of("REMITFLEX_JAVA_OPTS", option, "XDG_CACHE_HOME", settings.get("XDG_CACHE_HOME"));
  }

  /** What a user does on a machine that has only this archive. */
  private static final String SESSION =
      """
      set -u
      ready() {
        for _ in {1..240}; do
          curl -sf --cacert cert.pem "$base/readyz" >&2 && return
          sleep 0.5
        done
        return 1
      }
      base=https://localhost:8443
      type java mvn 2>/dev/null
      "$1" --version
      "$1" up >up.out 2>up.err &
      ready || cat up.out up.err
      key=$(grep -o 'rf_test_[A-Za-z0-9]*' up.out | head -n 1)
      curl -s --cacert cert.pem -o payment.json -w 'payment %{http_code}\\n' "$base/v1/payments" \\
        -H "Authorization: Bearer $key" -H 'Content-Type: application/json' \\
        -d '{"amount": 100, "currency": "USDC"}'
      curl -s --cacert cert.pem -w '\\n' "$base/healthz"
      "$1" doctor
      kill %1
      wait %1
      echo "ended with $?"
      """;

  /**
   * Without a network and an environment, as a user without a home directory, in a path with a
   * space; over TLS with a key on an elliptic curve, for which the runtime needs its own modules.
   */
  @Test
  void itRunsWithoutJdkMavenAndNetwork() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "iproute2 is not installed");
    Path work = Files.createDirectory(directory.resolve("work dir"));
    TestCertificate.create(TestCertificate.Kind.EC)
        .write(work.resolve("cert.pem"), work.resolve("key.pem"));
    Files.writeString(work.resolve("session"), SESSION);
    Path programs = programsWithoutJava();
    boolean isRoot = run(Map.of(), "id", "-u").out().strip().equals("0");
    if (isRoot) {
      assertThat(run(Map.of(), "chown", "-R", NOBODY + ":" + NOBODY, work + "").status()).isZero();
    }

    List<String> line = new ArrayList<>(List.of("unshare"));
    line.addAll(isRoot ? List.of("--net") : List.of("--map-root-user", "--net"));
    line.addAll(
        List.of(
            "bash", "-c", "/usr/sbin/ip link set lo up && cd \"$0\" && exec \"$@\"", work + ""));
    if (isRoot) {
      line.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--"));
    }
    line.addAll(
        List.of(
            "env",
            "-i",
            "PATH=" + programs,
            "HOME=/nonexistent",
            "REMITFLEX_PORT=8443",
            "REMITFLEX_TLS_CERTIFICATE=cert.pem",
            "REMITFLEX_TLS_KEY=key.pem",
            "REMITFLEX_JAVA_OPTS=-XX:TieredStopAtLevel=1",
            "bash",
            "session",
            home.resolve("remitflex").toString()));
    Ended ended = run(Map.of(), line);
    String err = Files.readString(work.resolve("up.err"));

    assertThat(ended.out().lines())
        .as(ended.err() + err)
        .startsWith("RemitFlex " + built("version"))
        .contains("payment 201", "ok    ledger", "ended with 0")
        .anyMatch(one -> one.startsWith("{\"status\":\"alive\",\"version\":\""))
        .noneMatch(one -> one.startsWith("ERROR"));
    assertThat(Files.readString(work.resolve("up.out"))).contains("RemitFlex is running.");
    assertThat(err)
        .contains("AOT caches, which make a start faster, cannot be made, because /nonexistent/")
        .contains("Unpacking PostgreSQL 18 ...")
        .endsWith("Stopped.\n");
  }

  /** A directory with all programs of this machine except those that the package must not need. */
  private static Path programsWithoutJava() throws IOException {
    Path programs = Files.createDirectory(directory.resolve("programs"));
    try (Stream<Path> all = Files.list(Path.of("/usr/bin"))) {
      for (Path program : all.toList()) {
        String name = program.getFileName().toString();
        if (!name.matches("j.*|mvn.*|git.*|pg_.*|psql|postgres.*")) {
          Files.createSymbolicLink(programs.resolve(name), program);
        }
      }
    }
    return programs;
  }

  /** Two clones in different places, for users with other settings. */
  @Test
  void twoBuildsOfACommitHaveTheSameBytes() throws Exception {
    assumeTrue(Seeded.isFull(), "takes minutes: ./remitflex test --full");
    assumeTrue(Files.exists(Path.of(".git")), "these sources are not in a repository");
    String first = buildOfAClone("first", "umask 077; export TZ=Pacific/Chatham LC_ALL=C");
    String second = buildOfAClone("second clone", "umask 002; export TZ=UTC LC_ALL=C.UTF-8");

    assertThat(first).isEqualTo(second);
  }

  private static String buildOfAClone(String name, String user) throws Exception {
    Path clone = directory.resolve(name);
    assertThat(run(Map.of(), "git", "clone", "-q", ".", clone.toString()).status()).isZero();
    Ended made =
        run(Map.of(), "bash", "-c", user + "; \"$1\" package", "bash", clone + "/remitflex");
    assertThat(made.status()).as(made.err()).isZero();
    return sha256(Path.of(made.out().strip()));
  }
}
