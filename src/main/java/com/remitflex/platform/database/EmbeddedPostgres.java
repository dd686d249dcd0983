package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL 18 that a RemitFlex process runs in its data directory: with durable commits, and
 * restarted whenever it dies.
 *
 * <p>It survives a killed process, and the next process adopts it. One process at a time owns a
 * data directory; only the owner restarts and stops PostgreSQL.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final long CHECK_MILLIS = 250;
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(2);

  private final DataDirectory data;
  private final PostgresLauncher launcher;
  private final CountDownLatch closing;
  private final String jdbcUrl;
  private final int port;

  /** Held while PostgreSQL is restarted or stopped, so that the two do not interfere. */
  private final ReentrantLock lifecycle = new ReentrantLock();

  private boolean closed;

  private EmbeddedPostgres(
      DataDirectory data, PostgresLauncher launcher, CountDownLatch closing, int port) {
    this.data = data;
    this.launcher = launcher;
    this.closing = closing;
    this.port = port;
    this.jdbcUrl = PostgresAccess.url(port, PostgresAccess.DATABASE);
  }

  /**
   * Starts the PostgreSQL of a data directory, or adopts the one that still runs there. Creates the
   * database {@code remitflex} if it is missing, verifies that commits reach the disk, and restarts
   * PostgreSQL on the same port whenever it dies.
   *
   * @param progress receives a line for each step that may take a while
   * @throws DatabaseStartException if another process owns the directory, the directory cannot be
   *     used, or PostgreSQL does not start
   */
  public static EmbeddedPostgres start(Path dataDir, Consumer<String> progress) {
    return start(dataDir, progress, List.of());
  }

  /**
   * As {@link #start(Path, Consumer)}; a PostgreSQL with another archive is restarted.
   *
   * @param archive directory of the archived WAL; empty without an archive
   */
  public static EmbeddedPostgres start(
      Path dataDir, Optional<Path> archive, Consumer<String> progress) {
    return start(dataDir, progress, List.of(), new PostgresCommand.Archive(archive));
  }

  /** As {@link #start(Path, Consumer)}; new files first run these statements as superuser. */
  static EmbeddedPostgres start(
      Path dataDir, Consumer<String> progress, List<String> firstStatements) {
    return start(dataDir, progress, firstStatements, new PostgresCommand.Archive(Optional.empty()));
  }

  private static EmbeddedPostgres start(
      Path dataDir,
      Consumer<String> progress,
      List<String> firstStatements,
      PostgresCommand.Archive archive) {
    DataDirectory data = DataDirectory.own(dataDir);
    try {
      if (Files.exists(data.restoreMark())) {
        throw new DatabaseStartException(
            "A restore into "
                + data.path()
                + " was interrupted. Run the same ./remitflex restore again, which starts over.");
      }
      return start(data, progress, firstStatements, archive);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** Copies the files of a database into the data directory. */
  @FunctionalInterface
  public interface FileSource {
    /** Copies the files into this empty directory. */
    void copyTo(Path postgres) throws IOException;
  }

  /**
   * Restores files into a data directory without a database, recovers them, and starts PostgreSQL.
   * Until {@link #confirmRestore}, nothing else starts it; if this fails, nothing of it remains.
   *
   * @param archiveDirectory where the restored PostgreSQL archives its WAL
   * @throws DatabaseStartException if the directory contains a database, or it cannot be recovered
   */
  public static EmbeddedPostgres restore(
      Path dataDir,
      FileSource source,
      PostgresRecovery.Target target,
      Optional<Path> archiveDirectory,
      Consumer<String> progress)
      throws IOException {
    PostgresCommand.Archive archive = new PostgresCommand.Archive(archiveDirectory);
    DataDirectory data = DataDirectory.own(dataDir);
    try {
      if (Files.exists(data.restoreMark())) {
        new PostgresLauncher(data, new CountDownLatch(1), List.of(), archive).shutDown();
      }
      data.prepareRestore();
      try {
        source.copyTo(data.postgres());
        PostgresLauncher launcher =
            new PostgresLauncher(data, new CountDownLatch(1), List.of(), archive);
        new PostgresRecovery(data, launcher).run(target, progress);
        return start(data, progress, List.of(), archive);
      } catch (IOException | RuntimeException e) {
        data.removeRestored();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /** Ends a restore: from now on, the database is started as any other. */
  public void confirmRestore() throws IOException {
    Files.deleteIfExists(data.restoreMark());
  }

  /** Stops PostgreSQL, and deletes the files of a restore that was not confirmed. */
  public void discardRestore() throws IOException {
    lifecycle.lock();
    try {
      closing.countDown();
      launcher.shutDown();
      data.removeRestored();
    } finally {
      lifecycle.unlock();
    }
    close();
  }

  /** The directory of PostgreSQL's files in a data directory. */
  public static Path files(Path dataDir) {
    return DataDirectory.postgresIn(dataDir);
  }

  private static EmbeddedPostgres start(
      DataDirectory data,
      Consumer<String> progress,
      List<String> firstStatements,
      PostgresCommand.Archive archive) {
    CountDownLatch closing = new CountDownLatch(1);
    PostgresLauncher launcher = new PostgresLauncher(data, closing, firstStatements, archive);
    Postmaster postmaster = launcher.bringUp(progress);
    var postgres = new EmbeddedPostgres(data, launcher, closing, postmaster.port());
    Thread.ofPlatform()
        .daemon()
        .name("postgres-supervisor")
        .start(() -> postgres.supervise(postmaster));
    return postgres;
  }

  /**
   * The address of the PostgreSQL that runs in this data directory; empty if none runs, or if this
   * user may not connect to it. Changes nothing.
   */
  public static Optional<DatabaseAddress> running(Path dataDir) {
    Optional<String> password = new PasswordFile(dataDir).findOwn(PostgresAccess.ROLE);
    return password.flatMap(secret ->
        Postmaster.find(DataDirectory.postgresIn(dataDir))
            .filter(found ->
                PostgresAccess.probe(found, PostgresAccess.DATABASE, PostgresAccess.ROLE, secret)
                    == PostgresAccess.Probe.READY)
            .map(found ->
                new DatabaseAddress(
                    PostgresAccess.url(found.port(), PostgresAccess.DATABASE), password)));
  }

  /** The JDBC URL without a password; it does not change while this object is open. */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  /** The JDBC URL with the password next to it. */
  public DatabaseAddress address() {
    return new DatabaseAddress(jdbcUrl, Optional.of(launcher.access().password()));
  }

  /** Stops PostgreSQL, ends open sessions, and releases the data directory. */
  @Override
  public void close() {
    closing.countDown();
    lifecycle.lock();
    try {
      if (!closed) {
        closed = true;
        try {
          launcher.shutDown();
        } finally {
          data.close();
        }
      }
    } finally {
      lifecycle.unlock();
    }
  }

  private void supervise(Postmaster first) {
    Postmaster postmaster = first;
    while (!closesWithin(CHECK_MILLIS)) {
      if (!postmaster.isAlive()) {
        postmaster = restart(postmaster);
      }
    }
  }

  private Postmaster restart(Postmaster dead) {
    LOG.warn("PostgreSQL (process {}) is gone; restarting it on port {}", dead.pid(), port);
    long start = System.nanoTime();
    lifecycle.lock();
    try {
      if (closed) {
        return dead;
      }
      Postmaster restarted = launcher.bringUpOn(port, LOG::info);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      LOG.warn("PostgreSQL was restarted within {} ms (process {})", millis, restarted.pid());
      return restarted;
    } catch (RuntimeException e) {
      if (closing.getCount() > 0) {
        LOG.error("PostgreSQL could not be restarted; trying again", e);
      }
    } finally {
      lifecycle.unlock();
    }
    closesWithin(RETRY_PAUSE.toMillis());
    return dead;
  }

  private boolean closesWithin(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }
}
