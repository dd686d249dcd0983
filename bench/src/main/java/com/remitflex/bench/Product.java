package com.remitflex.bench;

import com.remitflex.platform.database.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The server under test: its own process, with the embedded PostgreSQL on a data directory of its
 * own.
 */
final class Product implements AutoCloseable {
  /** A day: no payment falls due while the run lasts. */
  static final int PENDING_MILLIS = 86_400_000;

  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 60;

  private final Path jar;
  private final Path directory;
  private final int port;
  private final Map<String, String> sandbox;
  private final Process process;
  private final Thread onExit = Thread.ofPlatform().unstarted(this::stop);

  private Product(Path jar, Path directory, int port, Map<String, String> sandbox)
      throws IOException {
    this.jar = jar;
    this.directory = directory;
    this.port = port;
    this.sandbox = sandbox;
    // Standard output shows a password and a key.
    this.process = process("up").redirectOutput(Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** The directory of this checkout. */
  static Path home() {
    return Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
  }

  /** Starts the server of the checkout at `home` and waits until it is ready. */
  static Product start(Path home) {
    return start(
        home, Map.of("REMITFLEX_SANDBOX_PENDING_MILLIS", Integer.toString(PENDING_MILLIS)));
  }

  /** As {@link #start(Path)}, but payments go through their whole life, with the usual delays. */
  static Product startWithPayouts(Path home) {
    return start(home, Map.of());
  }

  private static Product start(Path home, Map<String, String> sandbox) {
    Path jar = home.resolve("target/remitflex.jar");
    if (!Files.exists(jar)) {
      throw new BenchException("There is no " + jar + ": run ./remitflex bench, which builds it.");
    }
    try {
      // Not in the system's directory for temporary files: in memory, an fsync would cost nothing.
      Path target = Files.createDirectories(home.resolve("bench/target"));
      Path directory = Files.createTempDirectory(target, "run-");
      Product product = new Product(jar, directory, freePort(), sandbox);
      try {
        product.awaitReady();
        return product;
      } catch (RuntimeException e) {
        product.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BenchException("The server could not be started: " + e, e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  /** A directory that is deleted with the data at the end. */
  Path scratch() {
    return directory;
  }

  /** The settings of the server and of commands beside it. */
  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(sandbox);
    settings.put("REMITFLEX_PORT", Integer.toString(port));
    settings.put("REMITFLEX_DATA_DIR", dataDirectory().toString());
    // On, as for every customer, but out of the way.
    settings.put("REMITFLEX_RATE_LIMIT_PER_MINUTE", "1000000");
    settings.put("REMITFLEX_TRUSTED_PROXIES", "127.0.0.1");
    return settings;
  }

  /** Where its database is, with the password. */
  String databaseUrl() {
    return EmbeddedPostgres.running(dataDirectory())
        .map(address -> address.jdbcUrl() + "&password=" + address.password().orElseThrow())
        .orElseThrow(() -> new BenchException("The server's PostgreSQL does not run."));
  }

  /** What `doctor` says of the server's database; a fault ends the run. */
  String doctor() {
    try {
      Path output = directory.resolve("doctor.txt");
      Process doctor = process("doctor").redirectOutput(output.toFile()).start();
      int status = doctor.waitFor();
      String said = Files.readString(output);
      if (status != 0) {
        throw new BenchException("doctor found faults after the run:\n" + said);
      }
      return said;
    } catch (IOException e) {
      throw new BenchException("doctor could not be run: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  /** The JVM with the options that the launcher gives it. */
  private ProcessBuilder process(String command) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("--sun-misc-unsafe-memory-access=allow");
    line.add("-XX:+UseCompactObjectHeaders");
    line.add("-Xms256m");
    String options = System.getenv("REMITFLEX_BENCH_SERVER_OPTS");
    if (options != null) {
      line.addAll(List.of(options.strip().split("\\s+")));
    }
    line.addAll(List.of("-jar", jar.toString(), command));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(Redirect.appendTo(log().toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("REMITFLEX_"));
    builder.environment().putAll(settings());
    return builder;
  }

  private Path log() {
    return directory.resolve("server.log");
  }

  private void awaitReady() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new BenchException("The server did not start:\n" + logText());
      }
      sleep(100);
    }
  }

  private boolean isReady() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/readyz").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(2_000);
      return connection.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What the server logged, for the reader of a run that failed. */
  String logText() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  /** Stops the server and deletes its data. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException exiting) {
      // The hook runs, and does the same.
    }
  }

  private synchronized void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        System.err.println("Could not delete " + directory + ": " + e);
      }
    }
  }
}
