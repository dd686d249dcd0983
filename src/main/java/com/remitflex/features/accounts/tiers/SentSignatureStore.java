package com.remitflex.features.accounts.tiers;

import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The row MACs of both tables of what accounts sent, and whether the tables agree. */
public final class SentSignatureStore {
  private static final int ROWS_PER_QUERY = 500;

  /** The sums of the last day and month, compared with their parts. */
  private static final String SUMS =
      """
      SELECT s.account_id || ' sent today ' || s.day_cents || ' and this month ' || s.month_cents
          || ' cents, but its payments ' || p.of_day || ' and ' || p.of_month
      FROM account_sending s CROSS JOIN LATERAL (
        SELECT coalesce(sum(cents) FILTER (WHERE day = s.day), 0) AS of_day,
               coalesce(sum(cents), 0) AS of_month
        FROM payment_sending u
        WHERE u.account_id = s.account_id AND u.environment = s.environment
          AND u.day >= date_trunc('month', s.day)) p
      WHERE (s.day_cents, s.month_cents) <> (p.of_day, p.of_month)
      UNION ALL
      SELECT u.payment_id || ' used ' || u.cents || ' cents of the limits of its tier, but '
          || CASE WHEN p.id IS NULL THEN 'does not exist' ELSE 'is ' || p.status END
      FROM payment_sending u
      LEFT JOIN payment p ON p.account_id = u.account_id AND p.environment = u.environment
        AND p.id = u.payment_id
      WHERE p.id IS NULL OR p.status IN ('failed', 'cancelled')
      UNION ALL
      SELECT u.account_id || ' sent ' || sum(u.cents) || ' cents, which no limit of its tier counts'
      FROM payment_sending u
      WHERE NOT EXISTS (
        SELECT FROM account_sending s
        WHERE s.account_id = u.account_id AND s.environment = u.environment)
      GROUP BY u.account_id
      """;

  /** The columns that identify a row, and how its MAC's parts are read. */
  private enum Table {
    SUMS("account_sending", "account_id"),
    // What was used in an earlier month is never restored.
    PARTS("payment_sending", "payment_id");

    private final String table;
    private final String id;

    Table(String table, String id) {
      this.table = table;
      this.id = id;
    }

    private List<byte[]> parts(ResultSet row, PepperMac macs) throws SQLException {
      return switch (this) {
        case SUMS -> SentStore.read(row, macs).macParts();
        case PARTS -> SentPartStore.read(row, macs).macParts();
      };
    }
  }

  private record Row(
      String account, String environment, String id, List<byte[]> parts, byte @Nullable [] mac) {}

  private SentSignatureStore() {}

  /**
   * Signs every row that is signed under an older pepper again; returns the number of rows. Call it
   * outside a transaction, so that it never locks two rows.
   */
  public static int signAgain(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return Stream.of(Table.values())
        .mapToInt(table ->
            all(handle, table).stream()
                .filter(row -> macs.isValid(row.mac(), row.parts()))
                .filter(row -> !macs.isCurrent(row.mac(), row.parts()))
                .mapToInt(row -> write(handle, table, row, macs.sign(row.parts())))
                .sum())
        .sum();
  }

  /** One line for each row that was changed outside RemitFlex, and each sum that is wrong. */
  public static List<String> violations(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    List<String> found = new ArrayList<>();
    for (Table table : Table.values()) {
      all(handle, table).stream()
          .filter(row -> !macs.isValid(row.mac(), row.parts()))
          .map(row ->
              row.id()
                  + ": what counts against the limits of its tier was changed outside RemitFlex")
          .forEach(found::add);
    }
    found.addAll(handle.createQuery(SUMS).mapTo(String.class).list());
    return found;
  }

  private static int write(Handle handle, Table table, Row row, byte[] mac) {
    return handle
        .createUpdate(
            "UPDATE "
                + table.table
                + " SET row_mac = :mac WHERE account_id = :account AND environment = :environment"
                + " AND "
                + table.id
                + " = :id AND row_mac = :before")
        .bind("mac", mac)
        .bind("account", row.account())
        .bind("environment", row.environment())
        .bind("id", row.id())
        .bind("before", row.mac())
        .execute();
  }

  /** All rows that count, read in pages. */
  private static List<Row> all(Handle handle, Table table) {
    List<Row> found = new ArrayList<>();
    List<Row> page = page(handle, table, new Row("", "", "", List.of(), null));
    while (!page.isEmpty()) {
      found.addAll(page);
      page = page(handle, table, page.getLast());
    }
    return found;
  }

  private static List<Row> page(Handle handle, Table table, Row after) {
    String place = "(account_id, environment, " + table.id + ")";
    String current =
        table == Table.SUMS
            ? ""
            : " AND day >= (SELECT date_trunc('month', s.day) FROM account_sending s"
                + " WHERE s.account_id = payment_sending.account_id"
                + " AND s.environment = payment_sending.environment)";
    try (Query query =
        handle.createQuery(
            "SELECT *, "
                + table.id
                + " AS row_id FROM "
                + table.table
                + " WHERE "
                + place
                + " > (:account, :environment, :object)"
                + current
                + " ORDER BY account_id, environment, "
                + table.id
                + " LIMIT "
                + ROWS_PER_QUERY)) {
      PepperMac macs = handle.getConfig(PepperMac.class);
      return query
          .bind("account", after.account())
          .bind("environment", after.environment())
          .bind("object", after.id())
          .map((row, context) ->
              new Row(
                  row.getString("account_id"),
                  row.getString("environment"),
                  row.getString("row_id"),
                  table.parts(row, macs),
                  row.getBytes("row_mac")))
          .list();
    }
  }
}
