package com.remitflex.features.activity.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.database.Database;
import com.remitflex.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Known networks and unknown keys are deleted after 90 days, and not before. */
class AlertCleanupTest {
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
  void whatWasNotSeenForNinetyDaysIsDeletedAndNothingElse() {
    for (String age : List.of("91 days", "89 days")) {
      database.use(handle -> {
        handle.execute(
            """
            INSERT INTO known_network (key_id, network, first_at, last_at, ip)
            VALUES ('key_1', ?, now() - interval '1 year', now() - ?::interval, '192.0.2.1')
            """,
            age,
            age);
        handle.execute(
            """
            INSERT INTO unknown_key (hour, display, ip, requests, first_at, last_at)
            VALUES (now() - ?::interval, ?, '192.0.2.1', 1, now(), now())
            """,
            age,
            age);
      });
    }

    AlertCleanup.run(database);

    assertThat(texts("SELECT network FROM known_network")).containsExactly("89 days");
    assertThat(texts("SELECT display FROM unknown_key")).containsExactly("89 days");
  }

  private static List<String> texts(String sql) {
    return database.with(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
