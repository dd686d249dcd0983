package com.remitflex.features.members.people;

import com.remitflex.platform.secrets.KeyHasher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Signs, re-signs and checks the row_mac columns of all tables of users. */
public final class RowMacStore {
  private static final int PAGE_SIZE = 500;

  /** Reads from a table's row the content that its MAC covers. */
  @FunctionalInterface
  private interface Covered {
    RowMac of(ResultSet row) throws SQLException;
  }

  /**
   * A table.
   *
   * @param active the condition of the rows that still grant access
   */
  private record Table(String name, String kind, String active, Covered covered) {}

  private static final List<Table> TABLES =
      List.of(
          new Table("app_user", "person", "true", RowMacStore::person),
          new Table("account_member", "membership", "true", RowMac::member),
          new Table("user_session", "session", "expires_at > clock_timestamp()", RowMac::session),
          new Table("passkey", "passkey", "true", RowMac::passkey),
          new Table(
              "person_link",
              "link",
              "used_at IS NULL AND expires_at > clock_timestamp()",
              RowMac::link));

  /** Also from a table as it was before there were operators, in the migration that signs it. */
  private static RowMac person(ResultSet row) throws SQLException {
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      if (row.getMetaData().getColumnName(i).equals("operator")) {
        return RowMac.person(row);
      }
    }
    return RowMac.person(
        row.getString("id"),
        row.getString("email"),
        row.getString("password_hash"),
        Optional.ofNullable(row.getBytes("totp_seed")),
        row.getTimestamp("confirmed_at") != null,
        Person.Kind.MEMBER);
  }

  private record Row(String place, RowMac covered, byte @Nullable [] mac) {}

  private RowMacStore() {}

  /**
   * Signs every row that has no MAC, and replaces the SHA-256 of every token by its HMAC. Runs only
   * in the transaction of the migration that adds the MACs: later it would sign forgeries.
   */
  public static void signUnsigned(Connection connection, KeyHasher hasher) {
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.getConfig(PeopleSecretsConfig.class).use(new PeopleSecrets(hasher));
    // Not closed: the migration owns the connection.
    Handle handle = jdbi.open();
    keyTokens(handle, "user_session", userId -> Tokens.Use.SESSION, "token_hash");
    keyTokens(handle, "known_device", Tokens.Use::device, "token_hash");
    keyTokens(handle, "recovery_code", Tokens.Use::recovery, "code_hash");
    TABLES.forEach(table -> sign(handle, table));
  }

  /** Whether any user exists. */
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

  private record StoredHash(String userId, byte[] hash) {}

  private static void keyTokens(Handle handle, String table, UseOf use, String column) {
    List<StoredHash> all =
        handle
            .createQuery("SELECT user_id, " + column + " AS hash FROM " + table)
            .map((row, context) -> new StoredHash(row.getString("user_id"), row.getBytes("hash")))
            .list();
    for (StoredHash stored : all) {
      handle
          .createUpdate(
              "UPDATE "
                  + table
                  + " SET "
                  + column
                  + " = :keyed WHERE user_id = :user AND "
                  + column
                  + " = :hash")
          .bind("keyed", Tokens.keyed(handle, use.of(stored.userId()), stored.hash()))
          .bind("user", stored.userId())
          .bind("hash", stored.hash())
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
      // A written row moves to the end of the table, beyond the rows of this page.
      after = rows.getLast().place();
      rows = page(handle, table, after);
    }
  }

  /**
   * Re-signs, under the current pepper, the rows that are signed under an older one. A row whose
   * MAC does not fit stays as it is.
   *
   * @return the number of rows re-signed
   */
  public static int signAgain(Handle handle) {
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

  /** The rows whose MAC does not fit, one line each; read in one snapshot of the database. */
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
                    + " was changed or added outside RemitFlex and is ignored");
          }
        }
        rows = page(handle, table, rows.getLast().place());
      }
    }
    return found;
  }

  /** Writes a row's MAC unless the row has changed since it was read; returns the rows written. */
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

  /** A page of rows, in their physical order, in which a snapshot contains no row twice. */
  private static List<Row> page(Handle handle, Table table, String after) {
    try (Query query =
        handle.createQuery(
            "SELECT *, ctid::text AS place FROM "
                + table.name()
                + " WHERE ctid > :after::tid AND "
                + table.active()
                + " ORDER BY ctid LIMIT "
                + PAGE_SIZE)) {
      return query
          .bind("after", after)
          .map((row, context) ->
              new Row(row.getString("place"), table.covered().of(row), row.getBytes("row_mac")))
          .list();
    }
  }
}
