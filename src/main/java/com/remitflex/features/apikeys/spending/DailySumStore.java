package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.PepperMac;
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

/** The key_spending table; a row without a valid MAC is loaded as not authentic. */
final class DailySumStore implements RowSaver<DailySumKey, DailySum> {
  static final DailySumStore ROWS = new DailySumStore();

  private static final Logger LOG = LoggerFactory.getLogger(DailySumStore.class);

  /** A row with its MAC. */
  private record Signed(DailySum day, byte[] mac) {}

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

  private static final String LOAD =
      """
      SELECT s.* FROM key_spending s
      WHERE (s.account_id, s.environment, s.key_id) IN
        (SELECT * FROM unnest(:accounts::text[], :environments::text[], :keys::text[]))
      UNION
      SELECT s.* FROM payment_spending p
      JOIN key_spending s USING (account_id, environment, key_id)
      WHERE (p.account_id, p.environment, p.payment_id) IN
        (SELECT * FROM unnest(
          :usageAccounts::text[], :usageEnvironments::text[], :objects::text[]))
      """;

  private DailySumStore() {}

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

  /**
   * Reads the rows of these keys, and of the keys whose limits these objects used, in one query.
   */
  @Override
  public Map<DailySumKey, DailySum> load(Handle handle, Collection<DailySumKey> keys) {
    Map<DailySumKey, DailySum> found = new HashMap<>();
    PepperMac macs = handle.getConfig(PepperMac.class);
    try (Query query = handle.createQuery(LOAD)) {
      bindKeys(query, only(DailySumKey.OfKey.class, keys));
      bindUsages(query, only(DailySumKey.OfUsage.class, keys));
      query.map((row, context) -> read(row, macs)).forEach(day -> found.put(day.key(), day));
    }
    found.values().stream()
        .filter(day -> !day.authentic())
        .forEach(day ->
            LOG.error(
                "the daily sum of {} was changed outside RemitFlex: its daily limit counts as"
                    + " used",
                day.key().keyId()));
    return found;
  }

  private static void bindKeys(Query query, List<DailySumKey.OfKey> keys) {
    bindHeads(query, "accounts", "environments", keys.stream().map(key -> key.head()).toList());
    query.bind("keys", keys.stream().map(DailySumKey.OfKey::keyId).toArray(String[]::new));
  }

  private static void bindUsages(Query query, List<DailySumKey.OfUsage> usages) {
    bindHeads(
        query,
        "usageAccounts",
        "usageEnvironments",
        usages.stream().map(key -> key.usage().head()).toList());
    query.bind(
        "objects", usages.stream().map(key -> key.usage().objectId()).toArray(String[]::new));
  }

  private static void bindHeads(
      Query query, String accounts, String environments, List<HeadId> heads) {
    query
        .bind(accounts, heads.stream().map(HeadId::accountId).toArray(String[]::new))
        .bind(
            environments,
            heads.stream().map(head -> head.environment().word()).toArray(String[]::new));
  }

  private static <T extends DailySumKey> List<T> only(Class<T> type, Collection<DailySumKey> keys) {
    return keys.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static DailySum read(ResultSet row, PepperMac macs) throws SQLException {
    DailySum day =
        DailySum.of(
            new DailySumKey.OfKey(
                new HeadId(
                    row.getString("account_id"), Environment.of(row.getString("environment"))),
                row.getString("key_id")),
            LocalDate.parse(row.getString("day")),
            row.getLong("spent"));
    boolean authentic = macs.isValid(row.getBytes("row_mac"), day.macParts());
    return authentic ? day : new DailySum(day.key(), day.date(), day.spent(), false);
  }

  @Override
  public void insert(Writes writes, List<DailySum> rows) {
    writes.add(INSERT, signed(writes, rows));
  }

  @Override
  public void update(Writes writes, List<DailySum> before, List<DailySum> after) {
    writes.add(UPDATE, signed(writes, after));
  }

  private static List<Signed> signed(Writes writes, List<DailySum> rows) {
    PepperMac macs = writes.config(PepperMac.class);
    return rows.stream().map(day -> new Signed(day, macs.sign(day.macParts()))).toList();
  }

  /**
   * A key's daily sum is the sum of what its payments and conversions of that day used. Each of
   * them exists, and no such payment has failed or been cancelled.
   */
  static List<String> violations(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT coalesce(s.key_id, p.key_id) || ' daily sum: ' || coalesce(s.spent, 0)
                || ', but its payments used ' || coalesce(p.used, 0)
            FROM key_spending s
            FULL JOIN (
              SELECT account_id, environment, key_id, day, sum(amount) AS used
              FROM payment_spending GROUP BY 1, 2, 3, 4) p
              USING (account_id, environment, key_id, day)
            WHERE coalesce(s.spent, 0) <> coalesce(p.used, 0)
              AND NOT EXISTS (
                SELECT FROM key_spending later
                WHERE later.account_id = p.account_id AND later.environment = p.environment
                  AND later.key_id = p.key_id AND later.day > p.day)
            UNION ALL
            SELECT t.payment_id || ' used ' || t.amount || ' of the daily limit of ' || t.key_id
                || ', but ' || CASE WHEN y.id IS NULL THEN 'does not exist'
                  ELSE 'is ' || y.status END
            FROM payment_spending t
            LEFT JOIN payment y ON y.account_id = t.account_id
              AND y.environment = t.environment AND y.id = t.payment_id
            LEFT JOIN conversion c ON c.account_id = t.account_id
              AND c.environment = t.environment AND c.id = t.payment_id
            WHERE y.id IS NULL AND c.id IS NULL OR y.status IN ('failed', 'cancelled')
            """)
        .mapTo(String.class)
        .list();
  }
}
