package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
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
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLauncher.class);
  private static final String MAJOR_VERSION = "18";
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(60);
  private static final Duration ORPHAN_GRACE = Duration.ofSeconds(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final DataDirectory data;
  private final CountDownLatch closing;
  private final PostgresAccess access;
  private final List<String> firstStatements;

  /** Of files that this launcher makes; forgotten with it. */
  private final String superuserPassword = PasswordFile.generate();

  /**
   * Stops trying when {@code closing} reaches zero.
   *
   * @param firstStatements run as superuser when the files are new
   */
  PostgresLauncher(DataDirectory data, CountDownLatch closing, List<String> firstStatements) {
    this.data = data;
    this.closing = closing;
    this.access = PostgresAccess.of(data);
    this.firstStatements = firstStatements;
  }

  PostgresAccess access() {
    return access;
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

  private Optional<Postmaster> adopt(Consumer<String> progress) throws IOException {
    Optional<Postmaster> living = Postmaster.find(data.postgres());
    if (living.filter(Postmaster::stopping).isPresent()) {
      progress.accept("Waiting for PostgreSQL to end its shutdown ...");
      ends(living.get(), STOP_LIMIT);
      living = Postmaster.find(data.postgres());
    }
    if (living.isEmpty()) {
      return living;
    }
    if (Files.exists(data.unfinishedMark()) || !access.isClosed()) {
      // Half made, or of a version that let every local user in.
      progress.accept("Stopping a PostgreSQL that is open to other users ...");
      shutDown();
      return Optional.empty();
    }
    progress.accept("Adopting the PostgreSQL that runs on port " + living.get().port() + " ...");
    if (becomesReady(living.get(), progress) == Ended.READY) {
      return living;
    }
    shutDown();
    return Optional.empty();
  }

  private Postmaster launch(IntSupplier port, Consumer<String> progress) throws IOException {
    PostgresBinaries binaries = PostgresBinaries.prepare(data.spareCache(), progress);
    long deadline = System.nanoTime() + RETRY_LIMIT.toNanos();
    boolean lockedOut = false;
    while (true) {
      endOrphans(progress);
      // A start command that was slow to take effect, ours or that of a killed RemitFlex.
      Optional<Postmaster> late = adopt(progress);
      if (late.isPresent()) {
        return late.get();
      }
      boolean isNew = prepareFiles(progress);
      PostgresCommand command = PostgresCommand.prepare(data, binaries);
      if (!isNew && (lockedOut || !access.isClosed())) {
        takeOver(command, progress);
      }
      int wanted = port.getAsInt();
      progress.accept("Starting PostgreSQL on port " + wanted + " ...");
      command.start(wanted, superuserPassword);
      Ended ended = Ended.GONE;
      Optional<Postmaster> started = Postmaster.find(data.postgres());
      if (started.isPresent()) {
        ended = becomesReady(started.get(), progress);
        if (ended == Ended.READY) {
          return started.get();
        }
        shutDown();
      }
      String failure =
          ended == Ended.LOCKED_OUT ? "it rejects the password in pgpass" : command.failure();
      if (System.nanoTime() > deadline || lockedOut) {
        throw new DatabaseStartException(
            "PostgreSQL does not start (" + failure + "); its log is " + data.log());
      }
      lockedOut = ended == Ended.LOCKED_OUT;
      progress.accept("PostgreSQL did not start (" + failure + "); trying again ...");
      pause(500);
    }
  }

  /**
   * Gives everything to the role of {@code pgpass}, and then leaves no other way in. Whatever
   * interrupts it, the next start does it again: the files count as closed only at the end.
   */
  private void takeOver(PostgresCommand command, Consumer<String> progress) throws IOException {
    progress.accept("Giving the database a password of its own ...");
    command.runAlone("postgres", access.roleStatements());
    command.runAlone(PostgresAccess.DATABASE, PostgresAccess.ownerStatements());
    access.close();
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

  /** Whether the files are still to be made. */
  private boolean prepareFiles(Consumer<String> progress) throws IOException {
    Path postgres = data.postgres();
    if (Files.exists(data.unfinishedMark())) {
      FileUtils.deleteDirectory(postgres.toFile());
    }
    if (Files.exists(postgres.resolve("PG_VERSION"))) {
      DataDirectory.createPrivate(postgres);
      return false;
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
    return true;
  }

  /** How the wait for a PostgreSQL ended. */
  private enum Ended {
    READY,
    LOCKED_OUT,
    GONE
  }

  /** Waits until it answers, however long it recovers. */
  private Ended becomesReady(Postmaster postmaster, Consumer<String> progress) {
    long start = System.nanoTime();
    long told = 0;
    while (postmaster.isAlive()) {
      PostgresAccess.Answer answer = ask(postmaster);
      if (answer != PostgresAccess.Answer.NOT_YET) {
        return answer == PostgresAccess.Answer.READY ? Ended.READY : Ended.LOCKED_OUT;
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
    return Ended.GONE;
  }

  /** New files know the superuser only. */
  private PostgresAccess.Answer ask(Postmaster postmaster) {
    return Files.exists(data.unfinishedMark())
        ? PostgresAccess.ask(postmaster, "postgres", PostgresAccess.SUPERUSER, superuserPassword)
        : access.ask(postmaster, "postgres");
  }

  private void makeUsable(Postmaster postmaster) throws IOException {
    try {
      if (Files.exists(data.unfinishedMark())) {
        createRole(postmaster);
        access.close();
        postmaster.reload();
      }
      createDatabase(postmaster);
      requireDurable(postmaster);
    } catch (SQLException e) {
      throw new DatabaseStartException(
          "PostgreSQL runs but cannot be used (" + e.getMessage() + "); its log is " + data.log(),
          e);
    }
    Files.deleteIfExists(data.unfinishedMark());
  }

  private void createRole(Postmaster postmaster) throws SQLException {
    try (Connection connection =
            PostgresAccess.connect(
                postmaster.port(), "postgres", PostgresAccess.SUPERUSER, superuserPassword);
        Statement statement = connection.createStatement()) {
      for (String sql : access.roleStatements()) {
        statement.execute(sql);
      }
      for (String sql : firstStatements) {
        statement.execute(sql);
      }
    }
  }

  private void createDatabase(Postmaster postmaster) throws SQLException {
    try (Connection connection = access.connect(postmaster, "postgres");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select 1 from pg_database where datname = '" + PostgresAccess.DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("create database " + PostgresAccess.DATABASE);
      }
    }
  }

  private void requireDurable(Postmaster postmaster) throws SQLException {
    try (Connection connection = access.connect(postmaster, PostgresAccess.DATABASE)) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        String value = PostgresAccess.show(connection, setting);
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
