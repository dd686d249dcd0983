package com.remitflex.spending;

import com.remitflex.accounts.HeadId;
import com.remitflex.database.Batch;
import com.remitflex.database.Writes;
import com.remitflex.engine.Book;
import com.remitflex.engine.Tally;
import com.remitflex.ids.Environment;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The key_spending table. */
final class DayStore implements Book<DayKey, Day> {
  static final DayStore BOOK = new DayStore();

  /** What is given back of a day; of no effect once the key has begun another. */
  static final Tally<Back> GIVEN_BACK = DayStore::giveBack;

  record Back(DayKey key, LocalDate day) {}

  /** What was added: what is given back in the same transaction is subtracted by itself. */
  private record Added(Day day, long more) {}

  private record Returned(Back back, long amount) {}

  private static final Batch<Day> INSERT =
      Batch.<Day>statement(
              """
              INSERT INTO key_spending (account_id, environment, key_id, day, spent)
              SELECT account_id, environment, key_id, day::date, spent FROM :rows
              """)
          .text("account_id", day -> day.key().head().accountId())
          .text("environment", day -> day.key().head().environment().word())
          .text("key_id", day -> day.key().keyId())
          .text("day", day -> day.date().toString())
          .bigint("spent", Day::spent)
          .build();

  private static final Batch<Added> ADD =
      Batch.<Added>statement(
              """
              UPDATE key_spending s
              SET day = v.day::date,
                  spent = CASE WHEN s.day = v.day::date THEN s.spent + v.more ELSE v.spent END
              FROM :rows
              WHERE s.account_id = v.account_id AND s.environment = v.environment
                AND s.key_id = v.key_id
              """)
          .text("account_id", added -> added.day().key().head().accountId())
          .text("environment", added -> added.day().key().head().environment().word())
          .text("key_id", added -> added.day().key().keyId())
          .text("day", added -> added.day().date().toString())
          .bigint("spent", added -> added.day().spent())
          .bigint("more", Added::more)
          .build();

  private static final Batch<Returned> RETURN =
      Batch.<Returned>statement(
              """
              UPDATE key_spending s
              SET spent = CASE WHEN s.day = v.day::date THEN s.spent - v.amount ELSE s.spent END
              FROM :rows
              WHERE s.account_id = v.account_id AND s.environment = v.environment
                AND s.key_id = v.key_id
              """)
          .text("account_id", returned -> returned.back().key().head().accountId())
          .text("environment", returned -> returned.back().key().head().environment().word())
          .text("key_id", returned -> returned.back().key().keyId())
          .text("day", returned -> returned.back().day().toString())
          .bigint("amount", Returned::amount)
          .build();

  private DayStore() {}

  @Override
  public Map<DayKey, Day> load(Handle handle, Collection<DayKey> keys) {
    Map<DayKey, Day> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT s.* FROM key_spending s
            WHERE (s.account_id, s.environment, s.key_id) IN
              (SELECT * FROM unnest(:accounts::text[], :environments::text[], :keys::text[]))
            """)) {
      query
          .bind("accounts", keys.stream().map(k -> k.head().accountId()).toArray(String[]::new))
          .bind(
              "environments",
              keys.stream().map(k -> k.head().environment().word()).toArray(String[]::new))
          .bind("keys", keys.stream().map(DayKey::keyId).toArray(String[]::new))
          .map((row, context) ->
              new Day(
                  new DayKey(
                      new HeadId(
                          row.getString("account_id"),
                          Environment.of(row.getString("environment"))),
                      row.getString("key_id")),
                  LocalDate.parse(row.getString("day")),
                  row.getLong("spent")))
          .forEach(day -> found.put(day.key(), day));
    }
    return found;
  }

  @Override
  public void insert(Writes writes, List<Day> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Day> before, List<Day> after) {
    List<Added> added = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      boolean sameDay = before.get(i).date().equals(after.get(i).date());
      long more = sameDay ? after.get(i).spent() - before.get(i).spent() : after.get(i).spent();
      added.add(new Added(after.get(i), more));
    }
    writes.add(ADD, added);
  }

  @Override
  public void delete(Writes writes, List<Day> rows) {
    throw new IllegalStateException("a day is not forgotten");
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

  private static void giveBack(Writes writes, Map<Back, Long> amounts) {
    // One statement each: two days of one key would meet in one row.
    amounts.forEach((back, amount) -> writes.add(RETURN, List.of(new Returned(back, amount))));
  }
}
