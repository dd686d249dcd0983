package com.remitflex;

import com.remitflex.database.Database;
import com.remitflex.database.DatabaseStartException;
import com.remitflex.database.EmbeddedPostgres;
import com.remitflex.database.Migrations;
import com.remitflex.keys.KeyHasher;
import com.remitflex.keys.Secrets;
import java.util.Optional;
import java.util.function.Consumer;

/** What every process of the platform opens first: the database at its version, and the pepper. */
public final class Storage implements AutoCloseable {
  private final Optional<EmbeddedPostgres> embedded;
  private final Database database;
  private final KeyHasher hasher;

  private Storage(
      Optional<EmbeddedPostgres> embedded, Database database, KeyHasher hasher) {
    this.embedded = embedded;
    this.database = database;
    this.hasher = hasher;
  }

  /**
   * Opens the configured database, or starts the embedded one.
   *
   * @throws DatabaseStartException with a sentence for the operator
   */
  public static Storage start(Config config, Consumer<String> progress) {
    return open(config, progress, Optional.empty());
  }

  /** As {@link #start}, but beside a running server it uses the server's embedded database. */
  public static Storage join(Config config, Consumer<String> progress) {
    return open(config, progress, EmbeddedPostgres.runningUrl(config.dataDirectory()));
  }

  private static Storage open(
      Config config, Consumer<String> progress, Optional<String> running) {
    Optional<String> url = config.databaseUrl().or(() -> running);
    Optional<EmbeddedPostgres> embedded =
        url.isPresent()
            ? Optional.empty()
            : Optional.of(EmbeddedPostgres.start(config.dataDirectory(), progress));
    String jdbcUrl = url.orElseGet(() -> embedded.orElseThrow().jdbcUrl());
    Database database = Database.open(jdbcUrl);
    try {
      reach(database);
      new Migrations(database.dataSource()).apply();
      KeyHasher hasher = Secrets.open(database, config.secretsDirectory(), config.pepper());
      return new Storage(embedded, database, hasher);
    } catch (RuntimeException e) {
      database.close();
      embedded.ifPresent(EmbeddedPostgres::close);
      throw e;
    }
  }

  private static void reach(Database database) {
    int version;
    try {
      version =
          database.with(
              handle ->
                  handle
                      .createQuery("SELECT current_setting('server_version_num')::int")
                      .mapTo(Integer.class)
                      .one());
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new DatabaseStartException(
          "The database does not answer ("
              + cause.getMessage()
              + "): check that it runs and that REMITFLEX_DATABASE_URL is right.",
          e);
    }
    if (version < 150_000) {
      throw new DatabaseStartException(
          "PostgreSQL " + version / 10_000 + " is too old: RemitFlex needs 15 to 18.");
    }
  }

  public Database database() {
    return database;
  }

  public KeyHasher hasher() {
    return hasher;
  }

  @Override
  public void close() {
    database.close();
    embedded.ifPresent(EmbeddedPostgres::close);
  }
}
