package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The row_mac columns of both tables at once: to sign, to sign again, and to check. */
final class SpendingSignatureStore {
  private static final int FETCHED = 500;

  /** How a table's row is read. */
  @FunctionalInterface
  private interface Reading {
    Row read(ResultSet row, SpendingMac macs) throws SQLException;
  }

  /**
   * A table.
   *
   * @param id what names a row, together with its account and environment
   * @param counting its rows that still count
   */
  private record Table(String name, String id, String counting, Reading reading) {}

  private record Row(
      HeadId head,
      String id,
      String what,
      List<byte[]> macParts,
      byte @Nullable [] mac,
      boolean authentic) {}

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "key_spending", "key_id", "SELECT * FROM key_spending", SpendingSignatureStore::day),
          // What was taken of an earlier day than the key's last one is never given back.
          new Table(
              "payment_spending",
              "payment_id",
              """
              SELECT p.* FROM payment_spending p
              JOIN key_spending s USING (account_id, environment, key_id, day)
              """,
              SpendingSignatureStore::share));

  private SpendingSignatureStore() {}

  private static Row day(ResultSet row, SpendingMac macs) throws SQLException {
    Day day = DayStore.read(row, macs);
    return new Row(
        day.key().head(),
        day.key().keyId(),
        day.key().keyId()
            + " daily sum: the row was changed or made outside RemitFlex; the daily limit counts"
            + " as used up",
        day.macParts(),
        row.getBytes("row_mac"),
        day.authentic());
  }

  private static Row share(ResultSet row, SpendingMac macs) throws SQLException {
    LimitUsage share = ShareStore.read(row, macs);
    return new Row(
        share.key().head(),
        share.key().objectId(),
        share.key().objectId()
            + ": the row of what it took of the daily sum of "
            + share.keyId()
            + " was changed or made outside RemitFlex; nothing is given back for it",
        share.macParts(),
        row.getBytes("row_mac"),
        share.authentic());
  }

  static boolean hasRows(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM key_spending) OR EXISTS (SELECT FROM payment_spending)
            """)
        .mapTo(Boolean.class)
        .one();
  }

  /** Signs every row that counts and has no MAC; returns how many. */
  static int signUnsigned(Handle handle) {
    return sign(handle, (row, macs) -> row.mac() == null);
  }

  /**
   * Signs under the pepper in use every row that is signed under an older one; returns how many.
   */
  static int signAgain(Handle handle) {
    return sign(
        handle, (row, macs) -> row.authentic() && !macs.isCurrent(row.mac(), row.macParts()));
  }

  /** The rows that count and whose MAC does not fit, a line each. */
  static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    for (Table table : TABLES) {
      List<Row> rows = first(handle, table);
      while (!rows.isEmpty()) {
        rows.stream().filter(row -> !row.authentic()).map(Row::what).forEach(found::add);
        rows = after(handle, table, rows.getLast());
      }
    }
    return found;
  }

  private interface Condition {
    boolean holds(Row row, SpendingMac macs);
  }

  private static int sign(Handle handle, Condition which) {
    SpendingMac macs = handle.getConfig(SpendingMac.class);
    int written = 0;
    for (Table table : TABLES) {
      List<Row> rows = first(handle, table);
      while (!rows.isEmpty()) {
        for (Row row : rows) {
          if (which.holds(row, macs)) {
            written += write(handle, table, row, macs.sign(row.macParts()));
          }
        }
        rows = after(handle, table, rows.getLast());
      }
    }
    return written;
  }

  /** Writes a row's MAC if the row still has the one that was read: 1, or else 0. */
  private static int write(Handle handle, Table table, Row row, byte[] mac) {
    return handle
        .createUpdate(
            "UPDATE "
                + table.name()
                + " SET row_mac = :mac WHERE account_id = :account AND environment = :environment"
                + " AND "
                + table.id()
                + " = :id AND row_mac IS NOT DISTINCT FROM :before")
        .bind("mac", mac)
        .bind("account", row.head().accountId())
        .bind("environment", row.head().environment().word())
        .bind("id", row.id())
        .bind("before", row.mac())
        .execute();
  }

  private static List<Row> first(Handle handle, Table table) {
    return page(handle, table, "", "", "");
  }

  private static List<Row> after(Handle handle, Table table, Row last) {
    return page(
        handle, table, last.head().accountId(), last.head().environment().word(), last.id());
  }

  private static List<Row> page(
      Handle handle, Table table, String account, String environment, String id) {
    String place = "(account_id, environment, " + table.id() + ")";
    try (Query query =
        handle.createQuery(
            "SELECT * FROM ("
                + table.counting()
                + ") counting WHERE "
                + place
                + " > (:account, :environment, :id) ORDER BY account_id, environment, "
                + table.id()
                + " LIMIT "
                + FETCHED)) {
      SpendingMac macs = handle.getConfig(SpendingMac.class);
      return query
          .bind("account", account)
          .bind("environment", environment)
          .bind("id", id)
          .map((row, context) -> table.reading().read(row, macs))
          .list();
    }
  }
}
