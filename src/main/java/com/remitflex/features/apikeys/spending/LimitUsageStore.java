package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowDeleter;
import com.remitflex.core.engine.rows.RowInserter;
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

/** The payment_spending table; a row without a valid MAC is loaded as not authentic. */
final class LimitUsageStore
    implements RowInserter<LimitUsageKey, LimitUsage>, RowDeleter<LimitUsageKey, LimitUsage> {
  static final LimitUsageStore ROWS = new LimitUsageStore();

  /** A row with its MAC. */
  private record Signed(LimitUsage usage, byte[] mac) {}

  private static final Batch<Signed> INSERT =
      Batch.<Signed>statement(
              """
              INSERT INTO payment_spending
                (account_id, environment, payment_id, key_id, day, amount, row_mac)
              SELECT account_id, environment, payment_id, key_id, day::date, amount, row_mac
              FROM :rows
              """)
          .text("account_id", row -> row.usage().key().head().accountId())
          .text("environment", row -> row.usage().key().head().environment().word())
          .text("payment_id", row -> row.usage().key().objectId())
          .text("key_id", row -> row.usage().keyId())
          .text("day", row -> row.usage().day().toString())
          .bigint("amount", row -> row.usage().amount())
          .bytes("row_mac", Signed::mac)
          .build();

  private static final Batch<LimitUsage> DELETE =
      Batch.<LimitUsage>statement(
              """
              DELETE FROM payment_spending s USING :rows
              WHERE s.account_id = v.account_id AND s.environment = v.environment
                AND s.payment_id = v.payment_id
              """)
          .text("account_id", usage -> usage.key().head().accountId())
          .text("environment", usage -> usage.key().head().environment().word())
          .text("payment_id", usage -> usage.key().objectId())
          .build();

  private LimitUsageStore() {}

  @Override
  public Map<LimitUsageKey, LimitUsage> load(Handle handle, Collection<LimitUsageKey> keys) {
    Map<LimitUsageKey, LimitUsage> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT s.* FROM payment_spending s
            WHERE (s.account_id, s.environment, s.payment_id) IN
              (SELECT * FROM unnest(:accounts::text[], :environments::text[], :objects::text[]))
            """)) {
      query
          .bind("accounts", keys.stream().map(k -> k.head().accountId()).toArray(String[]::new))
          .bind(
              "environments",
              keys.stream().map(k -> k.head().environment().word()).toArray(String[]::new))
          .bind("objects", keys.stream().map(LimitUsageKey::objectId).toArray(String[]::new))
          .map((row, context) -> read(row, handle.getConfig(PepperMac.class)))
          .forEach(usage -> found.put(usage.key(), usage));
    }
    return found;
  }

  static LimitUsage read(ResultSet row, PepperMac macs) throws SQLException {
    LimitUsage usage =
        LimitUsage.of(
            new LimitUsageKey(
                new HeadId(
                    row.getString("account_id"), Environment.of(row.getString("environment"))),
                row.getString("payment_id")),
            row.getString("key_id"),
            LocalDate.parse(row.getString("day")),
            row.getLong("amount"));
    boolean authentic = macs.isValid(row.getBytes("row_mac"), usage.macParts());
    return authentic
        ? usage
        : new LimitUsage(usage.key(), usage.keyId(), usage.day(), usage.amount(), false);
  }

  @Override
  public void insert(Writes writes, List<LimitUsage> rows) {
    PepperMac macs = writes.config(PepperMac.class);
    writes.add(
        INSERT,
        rows.stream().map(usage -> new Signed(usage, macs.sign(usage.macParts()))).toList());
  }

  @Override
  public void delete(Writes writes, List<LimitUsage> rows) {
    writes.add(DELETE, rows);
  }
}
