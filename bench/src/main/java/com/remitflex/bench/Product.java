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
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The server under test, in its own process as `./remitflex up` starts it, with the embedded
 * PostgreSQL on its own data directory.
 */
final class Product implements AutoCloseable {
  /** A day: no payment falls due while the run lasts. */
  static final int PENDING_MILLIS = 86_400_000;

  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 60;

  private final Path directory;
  private final int port;
  private final Map<String, String> sandbox;
  private volatile Process process;
  private final Thread onExit = Thread.ofPlatform().unstarted(this::stopAndDelete);

  private Product(Path directory, int port, Map<String, String> sandbox) throws IOException {
    this.directory = directory;
    this.port = port;
    this.sandbox = sandbox;
    this.process = up();
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  /** Standard output shows a password and a key. */
  private Process up() throws IOException {
    return process("up").redirectOutput(Redirect.DISCARD).start();
  }

  /** Stops the server; its data remains. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
    }
  }

  /** Starts the server again on its data, without waiting until it is ready. */
  void startAgain() {
    try {
      process = up();
    } catch (IOException e) {
      throw new BenchException("The server could not be started: " + e, e);
    }
  }

  /** The directory of this checkout. */
  static Path home() {
    return Path.of(System.getProperty("remitflex.home", "")).toAbsolutePath();
  }

  /** Starts the server of this checkout and waits until it is ready. */
  static Product start() {
    return start(Map.of("REMITFLEX_SANDBOX_PENDING_MILLIS", Integer.toString(PENDING_MILLIS)));
  }

  /** As {@link #start()}, but payments go through their whole life, with the usual delays. */
  static Product startWithPayouts() {
    return start(Map.of());
  }

  /** As {@link #start()}, but payments are delivered at once, and webhooks may stay here. */
  static Product startWithWebhooks() {
    return start(
        Map.of(
            "REMITFLEX_WEBHOOK_ALLOW_LOOPBACK", "true",
            "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
            "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
            "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));
  }

  /** As {@link #start()}, with a network on which payments are made. */
  static Product startWithChain(Map<String, String> network) {
    return start(network);
  }

  private static Product start(Map<String, String> sandbox) {
    Path jar = home().resolve("target/remitflex.jar");
    if (!Files.exists(jar)) {
      throw new BenchException("There is no " + jar + ": run ./remitflex bench, which builds it.");
    }
    try {
      // Not in the system's directory for temporary files: in memory, an fsync would cost nothing.
      Path target = Files.createDirectories(home().resolve("bench/target"));
      Product product =
          new Product(Files.createTempDirectory(target, "run-"), freePort(), sandbox);
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

  /** The settings of the server and of the commands that use its data. */
  Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(sandbox);
    settings.put("REMITFLEX_PORT", Integer.toString(port));
    settings.put("REMITFLEX_DATA_DIR", dataDirectory().toString());
    // On, as for every customer, but as high as possible.
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

  /** The report of `doctor` on the server's database; an error ends the run. */
  String doctor() {
    try {
      Path output = directory.resolve("doctor.txt");
      Process doctor = process("doctor").redirectOutput(output.toFile()).start();
      int status = doctor.waitFor();
      String report = Files.readString(output);
      if (status != 0) {
        throw new BenchException("doctor found errors after the run:\n" + report);
      }
      return report;
    } catch (IOException e) {
      throw new BenchException("doctor could not be run: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  /** A command of the launcher, which chooses the options of the JVM. */
  private ProcessBuilder process(String... command) {
    return Launcher.process(settings(), command).redirectError(Redirect.appendTo(log().toFile()));
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
      Pause.millis(100);
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

  /** The log of the server. */
  String logText() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new BenchException("No port is free: " + e, e);
    }
  }

  /** Stops the server and deletes its data. */
  @Override
  public void close() {
    stopAndDelete();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException exiting) {
      // The hook runs, and does the same.
    }
  }

  private synchronized void stopAndDelete() {
    stop();
    delete(directory);
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path directory) {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      } catch (IOException e) {
        System.err.println("Could not delete " + directory + ": " + e);
      }
    }
  }
}
