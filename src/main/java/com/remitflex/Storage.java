package com.remitflex;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.apikeys.signing.FirstSigning;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseAddress;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.database.backup.WalArchive;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.Secrets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The migrated database and the pepper, which every process opens first. */
public final class Storage implements AutoCloseable {
  /** PostgreSQL 15, in the form of server_version_num. */
  private static final int MIN_VERSION = 150_000;

  private final Optional<EmbeddedPostgres> embedded;
  private final Database database;
  private final KeyHasher hasher;

  private Storage(Optional<EmbeddedPostgres> embedded, Database database, KeyHasher hasher) {
    this.embedded = embedded;
    this.database = database;
    this.hasher = hasher;
  }

  /**
   * Opens the configured database, or starts the embedded one.
   *
   * @throws DatabaseStartException with a message for the operator
   */
  public static Storage start(Config config, Consumer<String> progress) {
    return open(config, progress, Optional.empty(), Database::open, Migrations::apply);
  }

  /** As {@link #start}, but uses the embedded database of a running server. */
  public static Storage join(Config config, Consumer<String> progress) {
    return open(
        config,
        progress,
        EmbeddedPostgres.running(config.dataDirectory()),
        Database::openForCommand,
        Migrations::applyToEmpty);
  }

  /** The storage of a database that was just restored; the caller stops it if this fails. */
  static Storage restored(Config config, EmbeddedPostgres postgres) {
    requireUsable(postgres.address());
    return open(
        config,
        line -> {},
        Optional.of(postgres),
        Database.open(postgres.address()),
        Migrations::apply);
  }

  private static Storage open(
      Config config,
      Consumer<String> progress,
      Optional<DatabaseAddress> running,
      Function<DatabaseAddress, Database> pools,
      Consumer<Migrations> migrate) {
    Optional<DatabaseAddress> address = config.databaseAddress().or(() -> running);
    Optional<EmbeddedPostgres> embedded =
        address.isPresent() ? Optional.empty() : Optional.of(startEmbedded(config, progress));
    try {
      DatabaseAddress used = address.orElseGet(() -> embedded.orElseThrow().address());
      requireUsable(used);
      return open(config, progress, embedded, pools.apply(used), migrate);
    } catch (RuntimeException e) {
      embedded.ifPresent(EmbeddedPostgres::close);
      throw e;
    }
  }

  private static Storage open(
      Config config,
      Consumer<String> progress,
      Optional<EmbeddedPostgres> embedded,
      Database database,
      Consumer<Migrations> migrate) {
    try {
      FirstSigning signing = new FirstSigning(config.secretsDirectory());
      migrate.accept(
          new Migrations(database, signing.steps(() -> pepper(config, database)), progress));
      KeyHasher hasher = pepper(config, database);
      signing.done();
      PepperMac.use(database, hasher);
      return new Storage(embedded, database, hasher);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static EmbeddedPostgres startEmbedded(Config config, Consumer<String> progress) {
    config.walArchive().ifPresent(WalArchive::create);
    return EmbeddedPostgres.start(config.dataDirectory(), config.walArchive(), progress);
  }

  private static KeyHasher pepper(Config config, Database database) {
    return Secrets.open(
        database, config.secretsDirectory(), config.peppers(), config.leastPepper());
  }

  private record Server(int version, String fsync, String synchronousCommit) {}

  /** Checks that the database responds, has a supported version and makes commits durable. */
  private static void requireUsable(DatabaseAddress address) {
    Server server;
    try {
      server = Database.once(address, Storage::server);
    } catch (RuntimeException e) {
      throw new DatabaseStartException(
          "The database does not respond ("
              + root(e).getMessage()
              + "). Check that it runs and that REMITFLEX_DATABASE_URL is correct. The password is"
              + " taken from the URL, REMITFLEX_DATABASE_PASSWORD, PGPASSFILE, or the file pgpass"
              + " in the data directory.",
          e);
    }
    if (server.version() < MIN_VERSION) {
      throw new DatabaseStartException(
          "PostgreSQL "
              + server.version() / 10_000
              + " is too old. RemitFlex requires PostgreSQL 15 to 18.");
    }
    if (server.fsync().equals("off") || server.synchronousCommit().equals("off")) {
      throw new DatabaseStartException(
          "The database could lose committed data (fsync is "
              + server.fsync()
              + ", synchronous_commit is "
              + server.synchronousCommit()
              + "). Enable both in its postgresql.conf.");
    }
  }

  private static Server server(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT current_setting('server_version_num')::int AS version,
                   current_setting('fsync') AS fsync,
                   current_setting('synchronous_commit') AS synchronous_commit
            """)
        .map((row, context) ->
            new Server(
                row.getInt("version"), row.getString("fsync"), row.getString("synchronous_commit")))
        .one();
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  public Database database() {
    return database;
  }

  public KeyHasher hasher() {
    return hasher;
  }

  /** The audit log, with MACs under a secret derived from the pepper. */
  public AuditTrail trail() {
    return new AuditTrail(hasher);
  }

  @Override
  public void close() {
    database.close();
    embedded.ifPresent(EmbeddedPostgres::close);
  }
}
