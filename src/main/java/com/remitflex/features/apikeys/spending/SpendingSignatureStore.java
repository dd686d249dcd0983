package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The row MACs of both tables: signs rows, signs them under a newer pepper, and checks them. */
final class SpendingSignatureStore {
  private static final int ROWS_PER_QUERY = 500;

  /** Reads a row of a table. */
  @FunctionalInterface
  private interface RowReader {
    Row read(ResultSet row, PepperMac macs) throws SQLException;
  }

  /**
   * A table.
   *
   * @param id the column that identifies a row within its account and environment
   * @param current selects the rows that still count
   */
  private record Table(String name, String id, String current, RowReader reader) {}

  private record Row(
      HeadId head,
      String id,
      String violation,
      List<byte[]> macParts,
      byte @Nullable [] mac,
      boolean authentic) {}

  private static final List<Table> TABLES =
      List.of(
          new Table(
              "key_spending", "key_id", "SELECT * FROM key_spending", SpendingSignatureStore::day),
          // What was used on an earlier day than the key's last one is never restored.
          new Table(
              "payment_spending",
              "payment_id",
              """
              SELECT p.* FROM payment_spending p
              JOIN key_spending s USING (account_id, environment, key_id, day)
              """,
              SpendingSignatureStore::usage));

  private SpendingSignatureStore() {}

  private static Row day(ResultSet row, PepperMac macs) throws SQLException {
    DailySum day = DailySumStore.read(row, macs);
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

  private static Row usage(ResultSet row, PepperMac macs) throws SQLException {
    LimitUsage usage = LimitUsageStore.read(row, macs);
    return new Row(
        usage.key().head(),
        usage.key().objectId(),
        usage.key().objectId()
            + ": the row of what it used of the daily limit of "
            + usage.keyId()
            + " was changed or created outside RemitFlex; its amount is never restored",
        usage.macParts(),
        row.getBytes("row_mac"),
        usage.authentic());
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

  /** Signs every row that counts and has no MAC; returns the number of rows. */
  static int signUnsigned(Handle handle) {
    return sign(handle, (row, macs) -> row.mac() == null);
  }

  /** Signs every row that is signed under an older pepper again; returns the number of rows. */
  static int signAgain(Handle handle) {
    return sign(
        handle, (row, macs) -> row.authentic() && !macs.isCurrent(row.mac(), row.macParts()));
  }

  /** One line for each row that counts and has no valid MAC. */
  static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    for (Table table : TABLES) {
      List<Row> rows = first(handle, table);
      while (!rows.isEmpty()) {
        rows.stream().filter(row -> !row.authentic()).map(Row::violation).forEach(found::add);
        rows = after(handle, table, rows.getLast());
      }
    }
    return found;
  }

  /** Selects the rows to sign. */
  @FunctionalInterface
  private interface Condition {
    boolean holds(Row row, PepperMac macs);
  }

  private static int sign(Handle handle, Condition which) {
    PepperMac macs = handle.getConfig(PepperMac.class);
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

  /** Writes a row's MAC if the row is unchanged; returns the number of changed rows. */
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
                + table.current()
                + ") current WHERE "
                + place
                + " > (:account, :environment, :id) ORDER BY account_id, environment, "
                + table.id()
                + " LIMIT "
                + ROWS_PER_QUERY)) {
      PepperMac macs = handle.getConfig(PepperMac.class);
      return query
          .bind("account", account)
          .bind("environment", environment)
          .bind("id", id)
          .map((row, context) -> table.reader().read(row, macs))
          .list();
    }
  }
}
