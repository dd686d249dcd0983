package com.remitflex.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
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
  static final String DATABASE = "remitflex";
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLauncher.class);
  private static final String MAJOR_VERSION = "18";
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(60);
  private static final Duration ORPHAN_GRACE = Duration.ofSeconds(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final DataDirectory data;
  private final CountDownLatch closing;

  /** Stops trying when {@code closing} reaches zero. */
  PostgresLauncher(DataDirectory data, CountDownLatch closing) {
    this.data = data;
    this.closing = closing;
  }

  /** Adopts or starts PostgreSQL, on the port of the last run when that is free. */
  Postmaster bringUp(Consumer<String> progress) {
    return bringUp(() -> PostgresPort.choose(data), progress);
  }

  /** Adopts or starts PostgreSQL on this port and no other. */
  Postmaster bringUpOn(int port, Consumer<String> progress) {
    return bringUp(() -> port, progress);
  }

  /** Stops PostgreSQL, whoever started it, and waits for its end. */
  void shutDown() {
    Postmaster.find(data.postgres())
        .ifPresent(postmaster -> {
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
      // A start command that was slow to take effect, ours or that of a killed RemitFlex.
      Optional<Postmaster> late = adopt(progress);
      if (late.isPresent()) {
        return late.get();
      }
      prepareFiles(progress);
      int wanted = port.getAsInt();
      progress.accept("Starting PostgreSQL on port " + wanted + " ...");
      PostgresCommand command = PostgresCommand.prepare(data, binaries);
      command.start(wanted);
      Optional<Postmaster> started =
          Postmaster.find(data.postgres()).filter(found -> becomesReady(found, progress));
      if (started.isPresent()) {
        return started.get();
      }
      String failure = command.failure();
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
    while (!orphans.isEmpty() && Postmaster.find(data.postgres()).isEmpty()) {
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
