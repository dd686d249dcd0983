package com.remitflex.features.activity.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.database.Database;
import com.remitflex.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Usage totals are deleted when the retention of their interval has passed, and not before. */
class UsageCleanupTest {
  private static String url;
  private static Database database;

  @BeforeAll
  static void open() {
    url = TestDatabase.create();
    database = Database.open(url);
  }

  @AfterAll
  static void drop() {
    database.close();
    TestDatabase.drop(url);
  }

  @Test
  void whatHasExpiredIsDeletedAndNothingElse() {
    insert("minute", "9 days");
    insert("minute", "7 days");
    insert("hour", "401 days");
    insert("hour", "399 days");
    insert("day", "1826 days");
    insert("day", "1824 days");
    database.use(handle ->
        handle.execute(
            """
            INSERT INTO usage_flush (node_id, number, at)
            VALUES ('node_old', 1, now() - interval '401 days'),
                   ('node_new', 1, now() - interval '399 days')
            """));

    UsageCleanup.run(database, () -> false);

    assertThat(texts("SELECT key_id FROM key_usage"))
        .containsExactlyInAnyOrder("minute 7 days", "hour 399 days", "day 1824 days");
    assertThat(texts("SELECT node_id FROM usage_flush")).containsExactly("node_new");
  }

  /** More rows than one statement deletes. */
  @Test
  void aRunDeletesEverythingThatHasExpired() {
    database.use(handle ->
        handle.execute(
            """
            INSERT INTO key_usage (key_id, unit, start, account_id, environment)
            SELECT 'key_' || n, 'minute', now() - interval '9 days', 'acc_1', 'live'
            FROM generate_series(1, 10001) n
            """));

    UsageCleanup.run(database, () -> false);

    assertThat(texts("SELECT key_id FROM key_usage WHERE key_id LIKE 'key\\_%'")).isEmpty();
  }

  private static void insert(String unit, String age) {
    database.use(handle ->
        handle.execute(
            """
            INSERT INTO key_usage (key_id, unit, start, account_id, environment)
            VALUES (?, ?, now() - ?::interval, 'acc_1', 'live')
            """,
            unit + " " + age,
            unit,
            age));
  }

  private static List<String> texts(String sql) {
    return database.with(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
