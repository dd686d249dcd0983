package com.remitflex.features.members.people;

import com.remitflex.platform.secrets.KeyHasher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The row_mac columns of all tables of people at once: to sign, to sign again, and to check. */
public final class SignatureStore {
  private static final int FETCHED = 500;

  /** How the MAC of a table's row is made. */
  @FunctionalInterface
  private interface Covered {
    RowMac of(ResultSet row) throws SQLException;
  }

  /**
   * A table.
   *
   * @param living which of its rows still let someone in
   */
  private record Table(String name, String kind, String living, Covered covered) {}

  private static final List<Table> TABLES =
      List.of(
          new Table("app_user", "person", "true", RowMac::person),
          new Table("account_member", "membership", "true", RowMac::member),
          new Table("user_session", "session", "expires_at > clock_timestamp()", RowMac::session),
          new Table("passkey", "passkey", "true", RowMac::passkey),
          new Table(
              "person_link",
              "link",
              "used_at IS NULL AND expires_at > clock_timestamp()",
              RowMac::link));

  private record Row(String place, RowMac covered, byte @Nullable [] mac) {}

  private SignatureStore() {}

  /**
   * Signs every row that has no MAC, and keys every token of which the SHA-256 is kept: once, in
   * the transaction of the migration that adds the MACs. At any other time it would sign a forgery.
   */
  public static void signFirst(Connection connection, KeyHasher hasher) {
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.getConfig(PeopleSeal.class).use(new PeopleSecrets(hasher));
    // Not closed: the connection is the migration's.
    Handle handle = jdbi.open();
    keyTokens(handle, "user_session", userId -> Tokens.Use.SESSION, "token_hash");
    keyTokens(handle, "known_device", Tokens.Use::device, "token_hash");
    keyTokens(handle, "recovery_code", Tokens.Use::recovery, "code_hash");
    TABLES.forEach(table -> sign(handle, table));
  }

  /** Whether there is anyone to be signed. */
  public static boolean hasPeople(Connection connection) {
    return Jdbi.create(connection)
        .open()
        .createQuery("SELECT EXISTS (SELECT FROM app_user)")
        .mapTo(Boolean.class)
        .one();
  }

  @FunctionalInterface
  private interface UseOf {
    Tokens.Use of(String userId);
  }

  private record Kept(String userId, byte[] hash) {}

  private static void keyTokens(Handle handle, String table, UseOf use, String column) {
    List<Kept> all =
        handle
            .createQuery("SELECT user_id, " + column + " AS hash FROM " + table)
            .map((row, context) -> new Kept(row.getString("user_id"), row.getBytes("hash")))
            .list();
    for (Kept kept : all) {
      handle
          .createUpdate(
              "UPDATE "
                  + table
                  + " SET "
                  + column
                  + " = :keyed WHERE user_id = :user AND "
                  + column
                  + " = :hash")
          .bind("keyed", Tokens.keyed(handle, use.of(kept.userId()), kept.hash()))
          .bind("user", kept.userId())
          .bind("hash", kept.hash())
          .execute();
    }
  }

  private static void sign(Handle handle, Table table) {
    String after = "(0,0)";
    List<Row> rows = page(handle, table, after);
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        if (row.mac() == null) {
          write(handle, table, row);
        }
      }
      // What was written lies at another place, beyond the end of what was there.
      after = rows.getLast().place();
      rows = page(handle, table, after);
    }
  }

  /**
   * Signs under the pepper in use what is signed under an older one; answers how many rows. A row
   * whose MAC fits under none stays as it is.
   */
  public static int raise(Handle handle) {
    int written = 0;
    for (Table table : TABLES) {
      List<Row> rows = page(handle, table, "(0,0)");
      while (!rows.isEmpty()) {
        for (Row row : rows) {
          if (row.covered().fits(handle, row.mac())
              && !row.covered().isCurrent(handle, row.mac())) {
            written += write(handle, table, row);
          }
        }
        rows = page(handle, table, rows.getLast().place());
      }
    }
    return written;
  }

  /** What rows do not have their own MAC, a line each; asked in one snapshot of the database. */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    for (Table table : TABLES) {
      List<Row> rows = page(handle, table, "(0,0)");
      while (!rows.isEmpty()) {
        for (Row row : rows) {
          if (!row.covered().fits(handle, row.mac())) {
            found.add(
                row.covered().row()
                    + ": the row of this "
                    + table.kind()
                    + " was changed or made outside RemitFlex; it counts as absent");
          }
        }
        rows = page(handle, table, rows.getLast().place());
      }
    }
    return found;
  }

  /** Writes a row's MAC if the row is still the one that was read: 1, or else 0. */
  private static int write(Handle handle, Table table, Row row) {
    return handle
        .createUpdate(
            "UPDATE "
                + table.name()
                + " SET row_mac = :mac WHERE ctid = :place::tid"
                + " AND row_mac IS NOT DISTINCT FROM :before")
        .bind("mac", row.covered().sign(handle))
        .bind("place", row.place())
        .bind("before", row.mac())
        .execute();
  }

  /** Rows in the order of their places in the table, of which a snapshot never has one twice. */
  private static List<Row> page(Handle handle, Table table, String after) {
    try (Query query =
        handle.createQuery(
            "SELECT *, ctid::text AS place FROM "
                + table.name()
                + " WHERE ctid > :after::tid AND "
                + table.living()
                + " ORDER BY ctid LIMIT "
                + FETCHED)) {
      return query
          .bind("after", after)
          .map((row, context) ->
              new Row(row.getString("place"), table.covered().of(row), row.getBytes("row_mac")))
          .list();
    }
  }
}
