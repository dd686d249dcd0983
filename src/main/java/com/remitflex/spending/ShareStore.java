package com.remitflex.spending;

import com.remitflex.accounts.HeadId;
import com.remitflex.database.Batch;
import com.remitflex.database.Writes;
import com.remitflex.engine.Book;
import com.remitflex.ids.Environment;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The payment_spending table. */
final class ShareStore implements Book<ShareKey, Share> {
  static final ShareStore BOOK = new ShareStore();

  private static final Batch<Share> INSERT =
      columns(
          Batch.<Share>statement(
              """
              INSERT INTO payment_spending
                (account_id, environment, payment_id, key_id, day, amount)
              SELECT account_id, environment, payment_id, key_id, day::date, amount FROM :rows
              """));

  private static final Batch<Share> DELETE =
      columns(
          Batch.<Share>statement(
              """
              DELETE FROM payment_spending s USING :rows
              WHERE s.account_id = v.account_id AND s.environment = v.environment
                AND s.payment_id = v.payment_id
              """));

  private ShareStore() {}

  private static Batch<Share> columns(Batch.Columns<Share> columns) {
    return columns
        .text("account_id", share -> share.key().head().accountId())
        .text("environment", share -> share.key().head().environment().word())
        .text("payment_id", share -> share.key().objectId())
        .text("key_id", Share::keyId)
        .text("day", share -> share.day().toString())
        .bigint("amount", Share::amount)
        .build();
  }

  @Override
  public Map<ShareKey, Share> load(Handle handle, Collection<ShareKey> keys) {
    Map<ShareKey, Share> found = new HashMap<>();
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
          .bind("objects", keys.stream().map(ShareKey::objectId).toArray(String[]::new))
          .map((row, context) ->
              new Share(
                  new ShareKey(
                      new HeadId(
                          row.getString("account_id"),
                          Environment.of(row.getString("environment"))),
                      row.getString("payment_id")),
                  row.getString("key_id"),
                  LocalDate.parse(row.getString("day")),
                  row.getLong("amount")))
          .forEach(share -> found.put(share.key(), share));
    }
    return found;
  }

  @Override
  public void insert(Writes writes, List<Share> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Share> before, List<Share> after) {
    throw new IllegalStateException("a share is taken once");
  }

  @Override
  public void delete(Writes writes, List<Share> rows) {
    writes.add(DELETE, rows);
  }
}
