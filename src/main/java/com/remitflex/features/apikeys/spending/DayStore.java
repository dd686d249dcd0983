package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key_spending table; a row whose MAC does not fit is found, but not as authentic. */
final class DayStore implements RowSaver<DayKey, Day> {
  static final DayStore BOOK = new DayStore();

  private static final Logger LOG = LoggerFactory.getLogger(DayStore.class);

  /** A row with its MAC. */
  private record Signed(Day day, byte[] mac) {}

  private static final Batch<Signed> INSERT =
      columns(
          Batch.<Signed>statement(
              """
              INSERT INTO key_spending (account_id, environment, key_id, day, spent, row_mac)
              SELECT account_id, environment, key_id, day::date, spent, row_mac FROM :rows
              """));

  private static final Batch<Signed> UPDATE =
      columns(
          Batch.<Signed>statement(
              """
              UPDATE key_spending s
              SET day = v.day::date, spent = v.spent, row_mac = v.row_mac
              FROM :rows
              WHERE s.account_id = v.account_id AND s.environment = v.environment
                AND s.key_id = v.key_id
              """));

  private DayStore() {}

  private static Batch<Signed> columns(Batch.Columns<Signed> columns) {
    return columns
        .text("account_id", row -> row.day().key().head().accountId())
        .text("environment", row -> row.day().key().head().environment().word())
        .text("key_id", row -> row.day().key().keyId())
        .text("day", row -> row.day().date().toString())
        .bigint("spent", row -> row.day().spent())
        .bytes("row_mac", Signed::mac)
        .build();
  }

  /** The rows of these keys and of the keys from which these shares were taken, in one query. */
  @Override
  public Map<DayKey, Day> load(Handle handle, Collection<DayKey> keys) {
    List<DayKey.OfKey> ofKeys = only(DayKey.OfKey.class, keys);
    List<ShareKey> shares =
        only(DayKey.OfShare.class, keys).stream().map(DayKey.OfShare::share).toList();
    Map<DayKey, Day> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT s.* FROM key_spending s
            WHERE (s.account_id, s.environment, s.key_id) IN
              (SELECT * FROM unnest(:accounts::text[], :environments::text[], :keys::text[]))
            UNION
            SELECT s.* FROM payment_spending p
            JOIN key_spending s USING (account_id, environment, key_id)
            WHERE (p.account_id, p.environment, p.payment_id) IN
              (SELECT * FROM unnest(
                :shareAccounts::text[], :shareEnvironments::text[], :objects::text[]))
            """)) {
      query
          .bind("accounts", ofKeys.stream().map(k -> k.head().accountId()).toArray(String[]::new))
          .bind(
              "environments",
              ofKeys.stream().map(k -> k.head().environment().word()).toArray(String[]::new))
          .bind("keys", ofKeys.stream().map(DayKey.OfKey::keyId).toArray(String[]::new))
          .bind(
              "shareAccounts",
              shares.stream().map(k -> k.head().accountId()).toArray(String[]::new))
          .bind(
              "shareEnvironments",
              shares.stream().map(k -> k.head().environment().word()).toArray(String[]::new))
          .bind("objects", shares.stream().map(ShareKey::objectId).toArray(String[]::new))
          .map((row, context) -> read(row, handle.getConfig(SpendingMac.class)))
          .forEach(day -> found.put(day.key(), day));
    }
    found.values().stream()
        .filter(day -> !day.authentic())
        .forEach(day ->
            LOG.error(
                "daily sum of {} was changed outside RemitFlex: its daily limit counts as used up",
                day.key().keyId()));
    return found;
  }

  private static <T extends DayKey> List<T> only(Class<T> type, Collection<DayKey> keys) {
    return keys.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static Day read(ResultSet row, SpendingMac macs) throws SQLException {
    Day day =
        Day.of(
            new DayKey.OfKey(
                new HeadId(
                    row.getString("account_id"), Environment.of(row.getString("environment"))),
                row.getString("key_id")),
            LocalDate.parse(row.getString("day")),
            row.getLong("spent"));
    boolean authentic = macs.fits(row.getBytes("row_mac"), day.macParts());
    return authentic ? day : new Day(day.key(), day.date(), day.spent(), false);
  }

  @Override
  public void insert(Writes writes, List<Day> rows) {
    writes.add(INSERT, signed(writes, rows));
  }

  @Override
  public void update(Writes writes, List<Day> before, List<Day> after) {
    writes.add(UPDATE, signed(writes, after));
  }

  private static List<Signed> signed(Writes writes, List<Day> rows) {
    SpendingMac macs = writes.config(SpendingMac.class);
    return rows.stream().map(day -> new Signed(day, macs.sign(day.macParts()))).toList();
  }

  /**
   * A key's sum is what its payments of that day have taken and not given back; a payment that took
   * something exists, and nothing is taken by one that failed or was cancelled.
   */
  static List<String> violations(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT coalesce(s.key_id, p.key_id) || ' daily sum: ' || coalesce(s.spent, 0)
                || ', but its payments took ' || coalesce(p.taken, 0)
            FROM key_spending s
            FULL JOIN (
              SELECT account_id, environment, key_id, day, sum(amount) AS taken
              FROM payment_spending GROUP BY 1, 2, 3, 4) p
              USING (account_id, environment, key_id, day)
            WHERE coalesce(s.spent, 0) <> coalesce(p.taken, 0)
              AND NOT EXISTS (
                SELECT FROM key_spending later
                WHERE later.account_id = p.account_id AND later.environment = p.environment
                  AND later.key_id = p.key_id AND later.day > p.day)
            UNION ALL
            SELECT t.payment_id || ' took ' || t.amount || ' of the daily sum of ' || t.key_id
                || ', but ' || CASE WHEN y.id IS NULL THEN 'does not exist'
                  ELSE 'is ' || y.status END
            FROM payment_spending t
            LEFT JOIN payment y ON y.account_id = t.account_id
              AND y.environment = t.environment AND y.id = t.payment_id
            WHERE y.id IS NULL OR y.status IN ('failed', 'cancelled')
            """)
        .mapTo(String.class)
        .list();
  }
}
