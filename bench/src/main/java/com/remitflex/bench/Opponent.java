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

  private final Rig rig;
  private final PgAddress database;

  private Opponent(Rig rig, PgAddress database) {
    this.rig = rig;
    this.database = database;
  }

  /** Creates the database, by the product's own migrations, and its accounts. */
  static Opponent prepare(Rig rig) {
    Product product = rig.product();
    rig.sql().execute("CREATE DATABASE " + DATABASE);
    PgAddress database = rig.database().withName(DATABASE);
    Config config =
        Config.read(
            Map.of(
                "REMITFLEX_DATABASE_URL", database.jdbcUrl(),
                "REMITFLEX_SECRETS_DIR", product.dataDirectory().toString()));
    Storage.start(config, line -> {}).close();
    try (Sql sql = Sql.open(database)) {
      sql.execute(resource("create_payment.sql"));
    }
    for (Payers payers : Payers.values()) {
      write(product.scratch(), payers.pgbenchScript());
    }
    return new Opponent(rig, database);
  }

  /** Creates payments with so many clients. */
  Pgbench.Run run(Payers payers, int clients, int seconds) {
    Path script = rig.product().scratch().resolve(payers.pgbenchScript());
    return rig.pgbench().run(database, script, clients, seconds, rig);
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
