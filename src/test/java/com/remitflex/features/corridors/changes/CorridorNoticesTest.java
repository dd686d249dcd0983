package com.remitflex.features.corridors.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.events.EventStore;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.platform.access.Actor;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events about corridors, for 3,000 accounts on a database of its own. */
class CorridorNoticesTest {
  private static final int ACCOUNTS = 3_000;

  private TestPlatform platform;
  private CorridorManagement corridors;

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    platform.newAccount();
    platform
        .database()
        .use(handle -> {
          handle.execute(
              """
              INSERT INTO account (id, name, verification, created_at)
              SELECT 'acc_' || lpad(n::text, 26, '0'), 'Account ' || n, 'none', now()
              FROM generate_series(1, ?) n
              """,
              ACCOUNTS - 1);
          handle.execute(
              """
              INSERT INTO account_head (account_id, environment, last_created_at)
              SELECT id, environment, now() FROM account
              CROSS JOIN (VALUES ('live'), ('sandbox')) AS e (environment)
              ON CONFLICT DO NOTHING
              """);
        });
    corridors = new CorridorManagement(platform.database(), platform.trail());
  }

  @AfterEach
  void close() {
    platform.close();
  }

  private void set(Corridor.Status status) {
    assertThat(
            corridors
                .setStatus("US-PH", status, "a test", Actor.operator())
                .orElseThrow()
                .isChanged())
        .isTrue();
  }

  private long number(String sql) {
    return platform.database().with(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private long events() {
    return number("SELECT count(*) FROM event WHERE type = 'corridor.status_changed'");
  }

  /** A chunk whose progress was not stored is what a process leaves that is killed after it. */
  private void forgetProgress() {
    platform
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE corridor_change SET done_until = '', claimed_until = NULL, ended_at = NULL"
                    + " WHERE number = 1"));
  }

  @Test
  void eachAccountGetsEachChangeOnceAndInOrderThoughChunksAreRepeatedOnTwoNodes() {
    Engine first = platform.node().start();
    Engine second = platform.node().start();
    set(Corridor.Status.DEGRADED);
    set(Corridor.Status.UNAVAILABLE);
    HeadId later = platform.newAccount();

    NoticeWorker killed = new NoticeWorker(platform.database(), first).start();
    Await.until("some chunks are done", () -> events() > ACCOUNTS / 10);
    killed.close();
    assertThat(events()).isLessThan(2L * 2 * ACCOUNTS);
    forgetProgress();
    NoticeWorker one = new NoticeWorker(platform.database(), first).start();
    NoticeWorker other = new NoticeWorker(platform.database(), second).start();

    Await.until(
        "all accounts have their events",
        Duration.ofMinutes(2),
        () -> corridors.openNotices() == 0);
    one.close();
    other.close();
    assertThat(events()).isEqualTo(2L * 2 * ACCOUNTS);
    assertThat(
            number(
                """
                SELECT count(*) FROM (
                  SELECT account_id, environment FROM event
                  WHERE type = 'corridor.status_changed'
                  GROUP BY account_id, environment
                  HAVING array_agg(data ->> 'status' ORDER BY seq)
                    = ARRAY['degraded', 'unavailable']) AS complete
                """))
        .isEqualTo(2L * ACCOUNTS);
    assertThat(number("SELECT count(*) FROM account_head WHERE next_event = 3"))
        .isEqualTo(2L * ACCOUNTS);
    assertThat(EventStore.after(platform.database(), later, 0, 1).events()).isEmpty();
    first.close();
    second.close();
  }
}
