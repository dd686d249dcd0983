package com.remitflex.features.corridors.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.database.Database;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDirectories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed with -9 while it writes the events about a corridor. */
@Tag("process")
@Tag("slow")
class NoticeCrashTest {
  private static final int ACCOUNTS = 3_000;

  @TempDir(factory = TestDirectories.class)
  private Path directory;

  private final Random random = Seeded.random(NoticeCrashTest.class);

  private static void addAccounts(Database database) {
    database.use(handle -> {
      handle.execute(
          """
          INSERT INTO account (id, name, verification, created_at)
          SELECT 'acc_' || lpad(n::text, 26, '0'), 'Account ' || n, 'none', now()
          FROM generate_series(1, ?) n
          """,
          ACCOUNTS);
      handle.execute(
          """
          INSERT INTO account_head (account_id, environment, last_created_at)
          SELECT id, environment, now() FROM account
          CROSS JOIN (VALUES ('live'), ('sandbox')) AS e (environment)
          ON CONFLICT DO NOTHING
          """);
    });
  }

  private static long number(Database database, String sql) {
    return database.with(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private static long events(Database database) {
    return number(database, "SELECT count(*) FROM event WHERE type = 'corridor.status_changed'");
  }

  private static void set(ServerProcess server, String command) {
    Ended ended = server.runHere("corridors", command, "US-PH", "--reason", "a drill");
    assertThat(ended.status()).as(ended.err()).isZero();
  }

  @Test
  void eachAccountGetsEachEventOnceWheneverTheNodeIsKilled() {
    try (ServerProcess server = ServerProcess.onTestDatabase(directory, Map.of()).start();
        Database database = Database.open(server.databaseUrl())) {
      addAccounts(database);
      long heads = number(database, "SELECT count(*) FROM account_head");
      List<String> commands = List.of("degrade", "suspend", "activate");
      int kills = 0;
      for (int i = 0; i < Seeded.cases(2, 30); i++) {
        long before = events(database);
        set(server, commands.get(i % commands.size()));
        Await.until("the first chunk is written", () -> events(database) > before);
        // The first one soon, so that it is in the middle of the change.
        Await.pause(Duration.ofMillis(random.nextInt(i == 0 ? 20 : 400)));
        server.kill();
        kills += events(database) < before + heads ? 1 : 0;
        server.start();
        Await.until(
            "all accounts have their events",
            Duration.ofMinutes(2),
            () -> number(database, "SELECT count(*) FROM corridor_change WHERE ended_at IS NULL"),
            open -> open == 0);

        assertThat(events(database)).isEqualTo(before + heads);
        assertThat(
                number(
                    database,
                    """
                    SELECT count(*) FROM (
                      SELECT account_id, environment, count(*) AS events,
                             count(DISTINCT data ->> 'changed_at') AS changes
                      FROM event WHERE type = 'corridor.status_changed'
                      GROUP BY account_id, environment) e
                    WHERE events <> changes OR events <> (SELECT count(*) FROM corridor_change)
                    """))
            .isZero();
      }
      assertThat(kills).as("kills in the middle of a change").isPositive();
      assertThat(server.runHere("doctor").out()).contains("ok    ledger", "ok    audit log");
    }
  }
}
