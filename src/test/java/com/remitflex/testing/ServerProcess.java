package com.remitflex.testing;

import com.remitflex.platform.database.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The platform as an operator runs it: `up` in a JVM of its own, which a test may kill and start
 * again, with its own PostgreSQL or that of the tests; and the other commands beside it.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration READY_WITHIN = Duration.ofSeconds(180);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(180);
  private static final Pattern KEY = Pattern.compile("^ +(rf_[a-z]+_\\S+)$", Pattern.MULTILINE);
  private static final Pattern PASSWORD = Pattern.compile("^ +Password (\\S+) ", Pattern.MULTILINE);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Path directory;
  private final Map<String, String> settings;

  /** The database in the PostgreSQL of the tests; empty with a PostgreSQL of its own. */
  private final Optional<String> database;

  private final int port = FreePort.choose();
  private final List<Process> processes = new ArrayList<>();
  private Running server;
  private String firstKey;
  private int runs;
  private List<String> options = List.of();

  /**
   * A server that does not run yet.
   *
   * @param directory where its data and its output are kept
   * @param settings REMITFLEX_… variables beside the port and the data directory
   */
  public ServerProcess(Path directory, Map<String, String> settings) {
    this(directory, settings, Optional.empty());
  }

  private ServerProcess(Path directory, Map<String, String> settings, Optional<String> database) {
    this.directory = directory;
    this.settings = Map.copyOf(settings);
    this.database = database;
  }

  /**
   * As {@link #ServerProcess}, on a database in the PostgreSQL of the tests: for a test that is not
   * about the embedded one, whose first start takes twice the time.
   */
  public static ServerProcess onTestDatabase(Path directory, Map<String, String> settings) {
    String url = TestDatabase.create();
    Map<String, String> all = new HashMap<>(settings);
    all.put("REMITFLEX_DATABASE_URL", url);
    all.put("REMITFLEX_SECRETS_DIR", TestDatabase.secretsDirectory().toString());
    return new ServerProcess(directory, all, Optional.of(url));
  }

  private record Running(Process process, Path out, Path err) {}

  /** Which processes of PostgreSQL to kill. */
  public enum Victims {
    /** The postmaster alone: its sessions are left without it. */
    POSTMASTER,
    /** One session, upon which PostgreSQL itself ends all others. */
    SESSION,
    /** The postmaster and every process it started. */
    ALL
  }

  /** The same server, whose `up` has these options. */
  public ServerProcess with(String... upOptions) {
    options = List.of(upOptions);
    return this;
  }

  /** Starts `up` and waits until it is ready. */
  public ServerProcess start() {
    server =
        launch(settings, Stream.concat(Stream.of("up"), options.stream()).toArray(String[]::new));
    awaitReady();
    Matcher key = KEY.matcher(output());
    if (firstKey == null && key.find()) {
      firstKey = MintedSecrets.key(key.group(1));
    }
    PASSWORD.matcher(output()).results().forEach(one -> MintedSecrets.password(one.group(1)));
    return this;
  }

  private void awaitReady() {
    Await.until(
        "the server is ready",
        READY_WITHIN,
        () -> {
          if (!server.process().isAlive()) {
            throw new AssertionError("the server ended: " + errors());
          }
          return isReady();
        });
  }

  /**
   * Starts the server if it does not run, wakes it if it is paused, and waits until it is ready.
   */
  void ready() {
    if (server == null || !server.process().isAlive()) {
      start();
      return;
    }
    resume();
    awaitReady();
  }

  /** Whether /readyz says so. */
  public boolean isReady() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/readyz"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public int port() {
    return port;
  }

  public Path dataDirectory() {
    return directory.resolve("data");
  }

  /** The key that the first start printed. */
  public String firstKey() {
    return Optional.ofNullable(firstKey)
        .orElseThrow(() -> new AssertionError("no key was printed: " + output()));
  }

  /** A client with the first key. */
  public ApiClient client(String key) {
    return new ApiClient(port, key);
  }

  /** A client with the first sandbox key. */
  public ApiClient client() {
    return new ApiClient(port, firstKey());
  }

  /** What the running or last server has printed. */
  public String output() {
    return read(server.out());
  }

  /** What the running or last server has told on standard error. */
  public String errors() {
    return read(server.err());
  }

  public long pid() {
    return server.process().pid();
  }

  /** Kills the JVM with -9 and waits for its end; its PostgreSQL runs on. */
  public void kill() {
    server.process().destroyForcibly();
    await(server.process());
    BlockingHttp.closeIdle();
  }

  /** Stops the JVM where it is, as a machine that is suspended; what is sent to it waits. */
  public void pause() {
    signal("STOP", pid());
  }

  /** Lets the JVM go on after {@link #pause}. */
  public void resume() {
    signal("CONT", pid());
  }

  private static void signal(String name, long pid) {
    try {
      await(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills processes of the embedded PostgreSQL with -9. */
  public void killPostgres(Victims victims) {
    ProcessHandle postmaster =
        postmaster().orElseThrow(() -> new AssertionError("no PostgreSQL runs"));
    List<ProcessHandle> children = postmaster.children().toList();
    switch (victims) {
      case POSTMASTER -> postmaster.destroyForcibly();
      case SESSION -> {
        children.getLast().destroyForcibly();
        Await.until(
            "PostgreSQL has ended all sessions",
            () -> children.stream().noneMatch(ProcessHandle::isAlive));
      }
      case ALL -> {
        postmaster.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  /** Asks the JVM to end with SIGTERM; {@link #awaitEnd} waits for it. */
  public void terminate() {
    server.process().destroy();
  }

  /** Waits for the server's end; answers its exit status. */
  public int awaitEnd() {
    int status = await(server.process());
    BlockingHttp.closeIdle();
    return status;
  }

  /** Runs a command beside the server, with the same settings, to its end. */
  public Ended run(String... command) {
    return run(Map.of(), command);
  }

  /** As {@link #run(String...)}, with settings that differ; an empty one is not set. */
  public Ended run(Map<String, String> others, String... command) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(others);
    Running running = launch(all, command);
    int status = await(running.process());
    return new Ended(status, read(running.out()), read(running.err()));
  }

  /** Runs a command beside the server in this JVM, with the same settings. */
  public Ended runHere(String... command) {
    return runHere(Map.of(), command);
  }

  /** As {@link #runHere(String...)}, with settings that differ. */
  public Ended runHere(Map<String, String> others, String... command) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("REMITFLEX_PORT", Integer.toString(port));
    all.put("REMITFLEX_DATA_DIR", dataDirectory().toString());
    all.putAll(others);
    return Commands.run(all, command);
  }

  /** The JDBC URL of the running database, with its password. */
  public String databaseUrl() {
    return database.orElseGet(() -> TestPostgres.url(dataDirectory()));
  }

  private Running launch(Map<String, String> variables, String... command) {
    try {
      Files.createDirectories(directory);
      runs++;
      Path out = directory.resolve(runs + ".out");
      Path err = directory.resolve(runs + ".err");
      ProcessBuilder builder =
          new ProcessBuilder(ProductJvm.command(command))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("REMITFLEX_"));
      environment.put("REMITFLEX_PORT", Integer.toString(port));
      environment.put("REMITFLEX_DATA_DIR", dataDirectory().toString());
      environment.putAll(variables);
      environment.values().removeIf(String::isEmpty);
      Process process = builder.start();
      processes.add(process);
      return new Running(process, out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<ProcessHandle> postmaster() {
    try {
      String number =
          Files.readAllLines(dataDirectory().resolve("postgres/postmaster.pid")).getFirst();
      return ProcessHandle.of(Long.parseLong(number.strip()))
          .filter(process -> process.info().command().orElse("").endsWith("postgres"));
    } catch (IOException | NumberFormatException | java.util.NoSuchElementException none) {
      return Optional.empty();
    }
  }

  private static int await(Process process) {
    try {
      if (process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new AssertionError("does not end: " + process.info());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends every process that this object started, and the PostgreSQL in its data directory. */
  @Override
  public void close() {
    for (Process process : processes) {
      process.destroyForcibly();
      await(process);
    }
    // Not with -9, which would leave its shared memory behind.
    postmaster().ifPresent(ServerProcess::stopAtOnce);
    database.ifPresent(TestDatabase::drop);
    for (int run = 1; run <= runs; run++) {
      MintedSecrets.requireNoneInLog(read(directory.resolve(run + ".err")));
    }
  }

  private static void stopAtOnce(ProcessHandle postmaster) {
    List<ProcessHandle> all = Stream.concat(postmaster.children(), Stream.of(postmaster)).toList();
    signal("QUIT", postmaster.pid());
    try {
      Await.until("PostgreSQL has stopped", () -> !postmaster.isAlive());
    } finally {
      all.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
