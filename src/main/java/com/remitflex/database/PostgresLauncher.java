package com.remitflex.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres.Builder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.io.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a data directory from whatever state it is in to a PostgreSQL that answers.
 *
 * <p>zonky makes the files and gives the start command; from then on {@code postmaster.pid} is the
 * only truth, so that a started and an adopted PostgreSQL are the same thing.
 */
final class PostgresLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLauncher.class);
  static final String DATABASE = "remitflex";
  private static final String MAJOR_VERSION = "18";

  /** zonky does not see that its start command failed; we look ourselves after this long. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(3);

  private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(120);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(60);
  private static final Duration ORPHAN_GRACE = Duration.ofSeconds(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final long LOG_LIMIT_BYTES = 32L << 20;

  /**
   * Ports below those that systems hand out to outgoing connections: one of these could take the
   * port while PostgreSQL restarts, even a client that connects to itself.
   */
  private static final int FIRST_PORT = 15_432;

  private static final int PORTS = 1_000;
  private static final Pattern LAST_PORT = Pattern.compile("\"-p\" \"(\\d{1,5})\"");
  private static final Pattern FAILURE_LINE =
      Pattern.compile(".*(?:FATAL|PANIC|initdb: error|pg_ctl: could not): .*");

  /** The rules of sorting come with PostgreSQL, so that a new libc cannot break an index. */
  private static final Map<String, String> LOCALE =
      Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          // After zonky's -F, which turns fsync off.
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("listen_addresses", "127.0.0.1"),
          // No socket file: its path may hold 107 bytes only, and /tmp gets cleaned.
          Map.entry("unix_socket_directories", ""),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("max_connections", "200"),
          Map.entry("shared_buffers", "256MB"),
          Map.entry("work_mem", "8MB"),
          Map.entry("maintenance_work_mem", "128MB"),
          Map.entry("random_page_cost", "1.1"),
          Map.entry("jit", "off"),
          Map.entry("wal_compression", "on"),
          Map.entry("min_wal_size", "256MB"),
          Map.entry("max_wal_size", "2GB"),
          Map.entry("checkpoint_timeout", "10min"),
          // Sessions of a killed server let go of their locks soon.
          Map.entry("client_connection_check_interval", "5s"),
          // Statements and row details hold names and account numbers.
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_checkpoints", "off"));

  private final DataDirectory data;
  private final CountDownLatch closing;

  /** Stops trying when {@code closing} reaches zero. */
  PostgresLauncher(DataDirectory data, CountDownLatch closing) {
    this.data = data;
    this.closing = closing;
  }

  /** Adopts or starts PostgreSQL, on the port of the last run when that is free. */
  Postmaster bringUp(Consumer<String> progress) {
    return bringUp(this::freePort, progress);
  }

  /** Adopts or starts PostgreSQL on this port and no other. */
  Postmaster bringUpOn(int port, Consumer<String> progress) {
    return bringUp(() -> port, progress);
  }

  /** Stops PostgreSQL, whoever started it, and waits for its end. */
  void shutDown() {
    Postmaster.find(data.postgres())
        .ifPresent(
            postmaster -> {
              postmaster.stopFast();
              if (!ends(postmaster, STOP_LIMIT)) {
                LOG.warn("PostgreSQL does not stop; it will recover at the next start");
                postmaster.stopAtOnce();
                ends(postmaster, STOP_LIMIT);
              }
            });
  }

  static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  /** Whether the PostgreSQL that answers on this port is the one of this directory. */
  static boolean answers(Postmaster postmaster, String database) {
    String url = url(postmaster.port(), database) + "&connectTimeout=2&socketTimeout=5";
    try (Connection connection = DriverManager.getConnection(url)) {
      return Path.of(show(connection, "data_directory"))
          .toRealPath()
          .equals(postmaster.directory());
    } catch (SQLException | IOException notYet) {
      return false;
    }
  }

  private Postmaster bringUp(IntSupplier port, Consumer<String> progress) {
    try {
      requireOurVersion();
      Optional<Postmaster> adopted = adopt(progress);
      if (adopted.isPresent()) {
        makeUsable(adopted.get());
        return adopted.get();
      }
      Postmaster started = launch(port, progress);
      try {
        makeUsable(started);
        return started;
      } catch (RuntimeException e) {
        shutDown();
        throw e;
      }
    } catch (IOException e) {
      throw new DatabaseStartException(
          "cannot read or write " + data.path() + " (" + e + "); make room or allow writing", e);
    }
  }

  private void requireOurVersion() throws IOException {
    Path file = data.postgres().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String version = Files.readString(file).strip();
    if (!version.equals(MAJOR_VERSION) && !Files.exists(data.unfinishedMark())) {
      throw new DatabaseStartException(
          data.postgres()
              + " was made by PostgreSQL "
              + version
              + " but this RemitFlex runs PostgreSQL "
              + MAJOR_VERSION
              + "; dump it with that version and restore it here, or set REMITFLEX_DATA_DIR to"
              + " another directory");
    }
  }

  private Optional<Postmaster> adopt(Consumer<String> progress) {
    Optional<Postmaster> living = Postmaster.find(data.postgres());
    if (living.filter(Postmaster::stopping).isPresent()) {
      progress.accept("Waiting for PostgreSQL to end its shutdown ...");
      ends(living.get(), STOP_LIMIT);
      living = Postmaster.find(data.postgres());
    }
    if (living.isEmpty()) {
      return living;
    }
    progress.accept("Adopting the PostgreSQL that runs on port " + living.get().port() + " ...");
    return living.filter(postmaster -> becomesReady(postmaster, progress));
  }

  private Postmaster launch(IntSupplier port, Consumer<String> progress) throws IOException {
    PostgresBinaries binaries = PostgresBinaries.prepare(data.spareCache(), progress);
    long deadline = System.nanoTime() + RETRY_LIMIT.toNanos();
    while (true) {
      endOrphans(progress);
      prepareFiles(progress);
      int wanted = port.getAsInt();
      progress.accept("Starting PostgreSQL on port " + wanted + " ...");
      long logStart = prepareLog();
      startCommand(binaries, wanted, logStart);
      Optional<Postmaster> started =
          Postmaster.find(data.postgres()).filter(found -> becomesReady(found, progress));
      if (started.isPresent()) {
        return started.get();
      }
      String failure = failureSince(logStart);
      if (System.nanoTime() > deadline) {
        throw new DatabaseStartException(
            "PostgreSQL does not start (" + failure + "); its log is " + data.log());
      }
      progress.accept("PostgreSQL did not start (" + failure + "); trying again ...");
      pause(500);
    }
  }

  /**
   * After a killed postmaster its sessions may work on and even commit, on shared memory the next
   * postmaster must not share. They see the death within moments, except in the midst of a long
   * computation: those are killed, which loses nothing, since the log is replayed anyway.
   */
  private void endOrphans(Consumer<String> progress) throws IOException {
    if (!Files.isDirectory(data.postgres())) {
      return;
    }
    long deadline = System.nanoTime() + ORPHAN_GRACE.toNanos();
    List<Long> orphans = Postmaster.processesIn(data.postgres());
    if (!orphans.isEmpty()) {
      progress.accept("Waiting for what is left of the last PostgreSQL to end ...");
    }
    while (!orphans.isEmpty()) {
      if (System.nanoTime() > deadline) {
        orphans.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      }
      pause(50);
      orphans = Postmaster.processesIn(data.postgres());
    }
    Postmaster.removeMisleadingPidFile(data.postgres());
  }

  private void prepareFiles(Consumer<String> progress) throws IOException {
    Path postgres = data.postgres();
    if (Files.exists(data.unfinishedMark())) {
      FileUtils.deleteDirectory(postgres.toFile());
    }
    if (Files.exists(postgres.resolve("PG_VERSION"))) {
      DataDirectory.createPrivate(postgres);
      return;
    }
    if (Files.isDirectory(postgres) && !FileUtils.isEmptyDirectory(postgres.toFile())) {
      throw new DatabaseStartException(
          postgres
              + " is not empty and holds no database; move it away, or set REMITFLEX_DATA_DIR to"
              + " another directory");
    }
    progress.accept("Creating the database files ...");
    Files.writeString(data.unfinishedMark(), "");
    DataDirectory.createPrivate(postgres);
  }

  private void startCommand(PostgresBinaries binaries, int port, long logStart) throws IOException {
    // zonky never lets go of this lock when a start fails; ours is the one that counts.
    Files.deleteIfExists(data.postgres().resolve("epg-lock"));
    // A file and not a pipe: PostgreSQL outlives a killed JVM.
    Redirect log = Redirect.appendTo(data.log().toFile());
    Builder builder =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(binaries.directory().toFile())
            .setDataDirectory(data.postgres())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(port)
            .setPGStartupWait(FIRST_LOOK)
            .setOutputRedirector(log)
            .setErrorRedirector(log);
    LOCALE.forEach(builder::setLocaleConfig);
    SETTINGS.forEach(builder::setServerConfig);
    try {
      // Not kept: its close() knows no adopted server and gives up after five seconds.
      builder.start();
    } catch (IOException notReadyYet) {
      LOG.debug("PostgreSQL takes its time", notReadyYet);
    } catch (RuntimeException | ExceptionInInitializerError e) {
      throw new DatabaseStartException(
          "cannot create the database files ("
              + failureSince(logStart)
              + "); PostgreSQL's log is "
              + data.log(),
          e);
    } finally {
      binaries.makePrivate();
    }
  }

  /** Waits until it answers, however long it recovers; false when it ended instead. */
  private boolean becomesReady(Postmaster postmaster, Consumer<String> progress) {
    long start = System.nanoTime();
    long told = 0;
    while (postmaster.isAlive()) {
      if (answers(postmaster, "postgres")) {
        return true;
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      if (seconds > RECOVERY_LIMIT.toSeconds()) {
        throw new DatabaseStartException(
            "PostgreSQL (process "
                + postmaster.pid()
                + ") does not answer on port "
                + postmaster.port()
                + " after "
                + seconds
                + " s; its log is "
                + data.log());
      }
      if (seconds >= told + 5) {
        told = seconds;
        progress.accept("PostgreSQL is recovering, " + seconds + " s ...");
      }
      pause(50);
    }
    return false;
  }

  private void makeUsable(Postmaster postmaster) throws IOException {
    try {
      createDatabase(postmaster.port());
      requireDurable(postmaster);
    } catch (SQLException e) {
      throw new DatabaseStartException(
          "PostgreSQL runs but cannot be used (" + e.getMessage() + "); its log is " + data.log(),
          e);
    }
    Files.deleteIfExists(data.unfinishedMark());
  }

  private static void createDatabase(int port) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(port, "postgres"));
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select 1 from pg_database where datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("create database " + DATABASE);
      }
    }
  }

  private static void requireDurable(Postmaster postmaster) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(postmaster.port(), DATABASE))) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        String value = show(connection, setting);
        if (!value.equals("on")) {
          throw new DatabaseStartException(
              "the PostgreSQL in "
                  + postmaster.directory()
                  + " runs with "
                  + setting
                  + "="
                  + value
                  + " and could lose payments; stop it (process "
                  + postmaster.pid()
                  + ") and start RemitFlex again");
        }
      }
    }
  }

  private static String show(Connection connection, String setting) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("show " + setting)) {
      result.next();
      return result.getString(1);
    }
  }

  private int freePort() {
    int first = Math.floorMod(data.path().hashCode(), PORTS);
    return IntStream.concat(
            lastPort().stream(),
            IntStream.range(0, PORTS).map(step -> FIRST_PORT + (first + step) % PORTS))
        .filter(PostgresLauncher::isFree)
        .findFirst()
        .orElseThrow(
            () ->
                new DatabaseStartException(
                    "no port is free between " + FIRST_PORT + " and " + (FIRST_PORT + PORTS - 1)));
  }

  private OptionalInt lastPort() {
    try {
      String command = Files.readString(data.postgres().resolve("postmaster.opts"));
      Matcher port = LAST_PORT.matcher(command);
      return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
    } catch (IOException firstRun) {
      return OptionalInt.empty();
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException | IllegalArgumentException taken) {
      return false;
    }
  }

  /** Returns where the lines of the coming start begin. */
  private long prepareLog() throws IOException {
    Path log = data.log();
    if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
      Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.size(log);
  }

  private String failureSince(long logStart) throws IOException {
    try (SeekableByteChannel log = Files.newByteChannel(data.log())) {
      log.position(logStart);
      byte[] text = Channels.newInputStream(log).readNBytes(1 << 20);
      return new String(text, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> FAILURE_LINE.matcher(line).matches())
          .reduce((_, last) -> last)
          .orElse("it gave no reason");
    }
  }

  private void pause(long millis) {
    try {
      if (closing.await(millis, TimeUnit.MILLISECONDS)) {
        throw new DatabaseStartException("PostgreSQL was closed while it started");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("interrupted while PostgreSQL started", e);
    }
  }

  /** Waits for the end, interrupted or not: to leave sooner would leave a running server behind. */
  private static boolean ends(Postmaster postmaster, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    while (postmaster.isAlive() && System.nanoTime() < deadline) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !postmaster.isAlive();
  }
}
