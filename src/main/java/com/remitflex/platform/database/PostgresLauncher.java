package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Starts or adopts the PostgreSQL of a data directory, whatever state the directory is in.
 *
 * <p>After the start command, only {@code postmaster.pid} counts, so that a started and an adopted
 * PostgreSQL are treated alike.
 */
final class PostgresLauncher {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLauncher.class);
  private static final String MAJOR_VERSION = "18";
  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);
  private static final Duration RETRY_LIMIT = Duration.ofSeconds(60);
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(2);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

  private final DataDirectory data;
  private final CountDownLatch closing;
  private final PostgresAccess access;
  private final List<String> firstStatements;
  private final PostgresCommand.Archive archive;

  /** The password for files that this launcher creates; it is never stored. */
  private final String superuserPassword = PasswordFile.generate();

  /**
   * A launcher that gives up when {@code closing} reaches zero.
   *
   * @param firstStatements run as superuser if the files are new
   * @param archive where WAL files are archived
   */
  PostgresLauncher(
      DataDirectory data,
      CountDownLatch closing,
      List<String> firstStatements,
      PostgresCommand.Archive archive) {
    this.archive = archive;
    this.data = data;
    this.closing = closing;
    this.access = PostgresAccess.of(data);
    this.firstStatements = firstStatements;
  }

  PostgresCommand.Archive archive() {
    return archive;
  }

  PostgresAccess access() {
    return access;
  }

  /** Adopts or starts PostgreSQL, on the port of the last run if it is free. */
  Postmaster bringUp(Consumer<String> progress) {
    return bringUp(() -> PostgresPort.choose(data), progress);
  }

  /** Adopts or starts PostgreSQL on this port. */
  Postmaster bringUpOn(int port, Consumer<String> progress) {
    return bringUp(() -> port, progress);
  }

  /** Stops PostgreSQL, no matter who started it, and waits for its end. */
  void shutDown() {
    Postmaster.find(data.postgres())
        .ifPresent(postmaster -> {
          postmaster.stopFast();
          if (!ends(postmaster, STOP_LIMIT)) {
            LOG.warn("PostgreSQL did not stop in time; ending it, it recovers at the next start");
            postmaster.stopImmediately();
            ends(postmaster, STOP_LIMIT);
          }
        });
  }

  private Postmaster bringUp(IntSupplier port, Consumer<String> progress) {
    try {
      requireSupportedVersion();
      Optional<Postmaster> adopted = adopt(progress);
      if (adopted.isPresent()) {
        setup().makeUsable(adopted.get());
        return adopted.get();
      }
      Postmaster started = launch(port, progress);
      try {
        setup().makeUsable(started);
        return started;
      } catch (RuntimeException e) {
        shutDown();
        throw e;
      }
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot read or write "
              + data.path()
              + " ("
              + e
              + "). Free disk space, or make it writable.",
          e);
    }
  }

  private PostgresSetup setup() {
    return new PostgresSetup(data, access, superuserPassword, firstStatements);
  }

  private void requireSupportedVersion() throws IOException {
    Path file = data.postgres().resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String version = Files.readString(file).strip();
    if (!version.equals(MAJOR_VERSION) && !Files.exists(data.unfinishedMark())) {
      throw new DatabaseStartException(
          data.postgres()
              + " was created by PostgreSQL "
              + version
              + ", but this RemitFlex runs PostgreSQL "
              + MAJOR_VERSION
              + ". Dump it with that version and restore it here, or set REMITFLEX_DATA_DIR to"
              + " another directory.");
    }
  }

  private Optional<Postmaster> adopt(Consumer<String> progress) throws IOException {
    Optional<Postmaster> running = Postmaster.find(data.postgres());
    if (running.filter(Postmaster::isStopping).isPresent()) {
      progress.accept("Waiting for PostgreSQL to shut down ...");
      ends(running.get(), STOP_LIMIT);
      running = Postmaster.find(data.postgres());
    }
    if (running.isEmpty()) {
      return running;
    }
    if (!archive.isSet(data.postgres()) && access.isClosed()) {
      progress.accept("Stopping PostgreSQL to change where it archives its WAL ...");
      shutDown();
      return Optional.empty();
    }
    if (Files.exists(data.unfinishedMark()) || !access.isClosed()) {
      // Incomplete, or of a version that let every local user connect.
      progress.accept("Stopping a PostgreSQL that other users can connect to ...");
      shutDown();
      return Optional.empty();
    }
    progress.accept("Adopting the PostgreSQL on port " + running.get().port() + " ...");
    if (awaitReady(running.get(), progress) == Readiness.READY) {
      return running;
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
      // An earlier start command may have taken effect late, of this process or of a killed one.
      Optional<Postmaster> late = adopt(progress);
      if (late.isPresent()) {
        return late.get();
      }
      PostgresCommand command = prepare(binaries, lockedOut, progress);
      Start start = start(command, port.getAsInt(), progress);
      if (start.readiness() == Readiness.READY) {
        return start.postmaster().orElseThrow();
      }
      String reason =
          start.readiness() == Readiness.LOCKED_OUT
              ? "it rejects the password in pgpass"
              : command.failure();
      if (System.nanoTime() > deadline || lockedOut) {
        throw new DatabaseStartException(
            "PostgreSQL does not start (" + reason + "). Its log is " + data.log() + ".");
      }
      lockedOut = start.readiness() == Readiness.LOCKED_OUT;
      progress.accept("PostgreSQL did not start (" + reason + "); trying again ...");
      pause(500);
    }
  }

  private PostgresCommand prepare(
      PostgresBinaries binaries, boolean lockedOut, Consumer<String> progress) throws IOException {
    boolean isNew = prepareFiles(progress);
    PostgresCommand command = PostgresCommand.prepare(data, binaries);
    if (!isNew && (lockedOut || !access.isClosed())) {
      takeOver(command, progress);
    }
    return command;
  }

  /** The outcome of a start command. */
  private record Start(Readiness readiness, Optional<Postmaster> postmaster) {}

  private Start start(PostgresCommand command, int port, Consumer<String> progress)
      throws IOException {
    progress.accept("Starting PostgreSQL on port " + port + " ...");
    command.start(port, superuserPassword, archive.settings());
    Optional<Postmaster> started = Postmaster.find(data.postgres());
    if (started.isEmpty()) {
      return new Start(Readiness.GONE, started);
    }
    Readiness readiness = awaitReady(started.get(), progress);
    if (readiness != Readiness.READY) {
      shutDown();
    }
    return new Start(readiness, started);
  }

  /**
   * Transfers the ownership of everything to the role in {@code pgpass}, then closes all other
   * access. If it is interrupted, the next start repeats it: access counts as closed only at the
   * end.
   */
  void takeOver(PostgresCommand command, Consumer<String> progress) throws IOException {
    progress.accept("Protecting the database with its own password ...");
    command.runAlone("postgres", access.roleStatements());
    command.runAlone(PostgresAccess.DATABASE, PostgresAccess.ownerStatements());
    access.close();
  }

  /**
   * Ends the sessions of a killed postmaster. They could continue and even commit, in shared memory
   * that the next postmaster must not share. They end on their own within moments, except during a
   * long computation: those are killed, which loses nothing, since the log is replayed anyway.
   */
  private void endOrphans(Consumer<String> progress) throws IOException {
    if (!Files.isDirectory(data.postgres())) {
      return;
    }
    long deadline = System.nanoTime() + ORPHAN_LIMIT.toNanos();
    List<Long> orphans = Postmaster.processesIn(data.postgres());
    if (!orphans.isEmpty()) {
      progress.accept("Waiting for processes of the previous PostgreSQL to end ...");
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

  /** Prepares the directory; returns whether the files are still to be created. */
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
              + " is not empty, but contains no database. Move it away, or set REMITFLEX_DATA_DIR"
              + " to another directory.");
    }
    progress.accept("Creating the database files ...");
    Files.writeString(data.unfinishedMark(), "");
    DataDirectory.createPrivate(postgres);
    return true;
  }

  /** The outcome of waiting for a PostgreSQL. */
  private enum Readiness {
    READY,
    LOCKED_OUT,
    GONE
  }

  /** Waits until PostgreSQL accepts connections, up to the recovery limit. */
  private Readiness awaitReady(Postmaster postmaster, Consumer<String> progress) {
    long start = System.nanoTime();
    long reported = 0;
    while (postmaster.isAlive()) {
      PostgresAccess.Probe probe = probe(postmaster);
      if (probe != PostgresAccess.Probe.NOT_YET) {
        return probe == PostgresAccess.Probe.READY ? Readiness.READY : Readiness.LOCKED_OUT;
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      if (seconds > RECOVERY_LIMIT.toSeconds()) {
        throw new DatabaseStartException(
            "PostgreSQL (process "
                + postmaster.pid()
                + ") does not respond on port "
                + postmaster.port()
                + " after "
                + seconds
                + " s. Its log is "
                + data.log()
                + ".");
      }
      if (seconds >= reported + 5) {
        reported = seconds;
        progress.accept("PostgreSQL is recovering, " + seconds + " s ...");
      }
      pause(50);
    }
    return Readiness.GONE;
  }

  /** Tries to connect; new files know only the superuser. */
  private PostgresAccess.Probe probe(Postmaster postmaster) {
    return Files.exists(data.unfinishedMark())
        ? PostgresAccess.probe(postmaster, "postgres", PostgresAccess.SUPERUSER, superuserPassword)
        : access.probe(postmaster, "postgres");
  }

  void pause(long millis) {
    try {
      if (closing.await(millis, TimeUnit.MILLISECONDS)) {
        throw new DatabaseStartException("PostgreSQL was stopped while it was starting.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("Interrupted while PostgreSQL was starting.", e);
    }
  }

  /** Waits for the end despite interrupts, which must not leave a running server behind. */
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
