package com.remitflex.bench;

import com.remitflex.Config;
import com.remitflex.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * PostgreSQL by itself: the same rows in the same tables, one transaction a payment, in another
 * database of the same server. One call of a function writes them, so that there is one round trip.
 */
final class Opponent {
  private static final String DATABASE = "opponent";

  private final Pgbench pgbench;
  private final PgAddress database;
  private final Path scripts;

  private Opponent(Pgbench pgbench, PgAddress database, Path scripts) {
    this.pgbench = pgbench;
    this.database = database;
    this.scripts = scripts;
  }

  /** Makes the database, by the product's own migrations, and its accounts. */
  static Opponent prepare(Pgbench pgbench, Product product, Sql server) {
    server.execute("CREATE DATABASE " + DATABASE);
    PgAddress database = PgAddress.of(product.databaseUrl()).withName(DATABASE);
    Config config =
        Config.read(
            Map.of(
                "REMITFLEX_DATABASE_URL", database.jdbcUrl(),
                "REMITFLEX_SECRETS_DIR", product.dataDirectory().toString()));
    Storage.start(config, line -> {}).close();
    try (Sql sql = Sql.open(database)) {
      sql.execute(resource("create_payment.sql"));
    }
    for (Scenario scenario : Scenario.values()) {
      write(product.scratch(), scenario.pgbenchScript());
    }
    return new Opponent(pgbench, database, product.scratch());
  }

  /** Payments per second. */
  double run(Scenario scenario, int clients, int seconds) {
    return pgbench.rate(database, scripts.resolve(scenario.pgbenchScript()), clients, seconds);
  }

  private static void write(Path directory, String name) {
    try {
      Files.writeString(directory.resolve(name), resource(name));
    } catch (IOException e) {
      throw new BenchException("Cannot write to " + directory + ": " + e, e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Opponent.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
