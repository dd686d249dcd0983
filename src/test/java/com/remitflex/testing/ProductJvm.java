package com.remitflex.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import org.apache.commons.io.FileUtils;

/**
 * The JVM in which tests start the product as a process of its own: with the modules of a package,
 * so that what works here works there, and with AOT caches, which halve the CPU time of a start.
 * JVM and caches are made once for one state of the classes, by the first test that needs them.
 */
public final class ProductJvm {
  /** The options of a JVM that is over before better code would have been worth the compiling. */
  public static final List<String> BRIEF = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** The option of a training whose cache is for such JVMs: it has the same classes. */
  public static final String BRIEF_TRAINING = "-Dremitflex.training.requests=20";

  private static final Path HOME = Path.of(System.getProperty("java.home"));
  private static final List<String> OPTIONS =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Xmx512m");

  private final Path directory;

  private ProductJvm(Path directory) {
    this.directory = directory;
  }

  private static final class Made {
    private static final ProductJvm JVM = make();
  }

  /** The line that runs a command of the product. */
  public static List<String> command(String... command) {
    return Made.JVM.line(command);
  }

  private List<String> line(String... command) {
    boolean server = command.length > 0 && command[0].equals("up");
    List<String> line = new ArrayList<>(java());
    line.add("-XX:AOTCache=" + directory.resolve(server ? "server.aot" : "commands.aot"));
    // A test may see what the JVM prints.
    line.add("-Xlog:aot*=off,cds*=off");
    if (server && Seeded.isFull()) {
      line.removeAll(BRIEF);
    }
    line.addAll(List.of("-cp", classPath(), "com.remitflex.Main"));
    line.addAll(Arrays.asList(command));
    return line;
  }

  private List<String> java() {
    List<String> java = new ArrayList<>();
    java.add(directory.resolve("runtime/bin/java").toString());
    java.addAll(OPTIONS);
    java.addAll(BRIEF);
    return java;
  }

  /** That of this process, with an archive in the place of each directory: caches need archives. */
  private String classPath() {
    return entries()
        .map(entry -> Files.isDirectory(entry) ? archive(entry) : entry)
        .map(Path::toString)
        .collect(Collectors.joining(":"));
  }

  private Path archive(Path classes) {
    return directory.resolve(classes.getFileName() + ".jar");
  }

  private static Stream<Path> entries() {
    return Arrays.stream(System.getProperty("java.class.path").split(":", -1))
        .map(entry -> Path.of(entry).toAbsolutePath())
        .filter(Files::exists);
  }

  private static List<Path> directories() {
    return entries().filter(Files::isDirectory).toList();
  }

  private static ProductJvm make() {
    try {
      Path parent = Objects.requireNonNull(directories().getFirst().getParent());
      Path all = Files.createDirectories(parent.resolve("product-jvm"));
      try (FileChannel lock =
          FileChannel.open(
              all.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Until the channel is closed.
        lock.lock();
        return make(all.resolve(Long.toHexString(state())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProductJvm make(Path directory) throws IOException {
    ProductJvm jvm = new ProductJvm(directory);
    if (!Files.exists(directory.resolve("commands.aot"))) {
      deleteOthers(Objects.requireNonNull(directory.getParent()));
      Files.createDirectory(directory);
      jvm.link();
      for (Path classes : directories()) {
        pack(classes, jvm.archive(classes));
      }
      jvm.train();
    }
    return jvm;
  }

  private static void deleteOthers(Path all) throws IOException {
    try (Stream<Path> found = Files.list(all)) {
      for (Path one : found.filter(Files::isDirectory).toList()) {
        FileUtils.deleteDirectory(one.toFile());
      }
    }
  }

  /** Changes with any class or resource, with the libraries, the JDK and its modules. */
  private static long state() throws IOException {
    CRC32 state = new CRC32();
    state.update((HOME + modules() + System.getProperty("java.class.path")).getBytes(UTF_8));
    for (Path classes : directories()) {
      try (Stream<Path> files = Files.walk(classes)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          state.update(file.toString().getBytes(UTF_8));
          state.update(Files.readAllBytes(file));
        }
      }
    }
    return state.getValue();
  }

  private void link() throws IOException {
    List<String> line = new ArrayList<>(List.of(HOME.resolve("bin/jlink").toString()));
    BRIEF.forEach(option -> line.add("-J" + option));
    line.addAll(List.of("--add-modules", modules()));
    line.addAll(List.of("--output", directory.resolve("runtime").toString()));
    run(line.toArray(String[]::new));
  }

  private static String modules() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("ops/package/modules"))) {
      return lines.filter(line -> !line.startsWith("#")).collect(Collectors.joining(","));
    }
  }

  /** With entries for directories, in which the product looks for migrations. */
  private static void pack(Path classes, Path archive) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(archive));
        Stream<Path> found = Files.walk(classes)) {
      jar.setLevel(Deflater.BEST_SPEED);
      for (Path one : found.filter(one -> !one.equals(classes)).sorted().toList()) {
        boolean file = Files.isRegularFile(one);
        jar.putNextEntry(new ZipEntry(classes.relativize(one) + (file ? "" : "/")));
        if (file) {
          Files.copy(one, jar);
        }
      }
    }
  }

  private void train() throws IOException {
    List<String> line = training("server.aot");
    line.add(directory.resolve("data").toString());
    line.addAll(training("commands.new"));
    run(line.toArray(String[]::new));
    Files.move(directory.resolve("commands.new"), directory.resolve("commands.aot"));
    FileUtils.deleteDirectory(directory.resolve("data").toFile());
  }

  private List<String> training(String cache) {
    List<String> line = new ArrayList<>(java());
    line.add("-XX:AOTCacheOutput=" + directory.resolve(cache));
    line.add(BRIEF_TRAINING);
    line.addAll(List.of("-cp", classPath(), "com.remitflex.TrainingRun"));
    return line;
  }

  private void run(String... line) throws IOException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    try {
      if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError(Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
