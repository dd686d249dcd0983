package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.testing.TestDatabase;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queries on the connections of the pool: each row as it is now, and nothing is left behind. */
class SelectTest {
  private static final Select<String> COLUMNS =
      Select.of("SELECT * FROM thing WHERE id = ?", row -> row.getString(2));

  /** More than a connection runs before its statement is prepared and its plan is kept. */
  private static final int OFTEN = 20;

  private static final String OWN_CONNECTIONS =
      " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
          + " AND application_name = 'remitflex-requests'";

  private static String url;
  private static Database database;

  @BeforeAll
  static void open() {
    url = TestDatabase.create();
    database = Database.open(url);
    database.use(handle -> {
      handle.execute("CREATE TABLE thing (id int PRIMARY KEY, name text NOT NULL)");
      handle.execute("INSERT INTO thing VALUES (1, 'one'), (2, 'two')");
    });
  }

  @AfterAll
  static void close() {
    database.close();
    TestDatabase.drop(url);
  }

  private static Optional<String> name(int id) {
    return database.find(COLUMNS, id);
  }

  private static void rename(String name) {
    database.use(handle -> handle.execute("UPDATE thing SET name = ? WHERE id = 1", name));
  }

  @Test
  void parametersOfEachTypeArriveAsTheyAre() {
    Instant time = Instant.parse("2027-01-31T10:00:00.123Z");
    Select<List<String>> echo =
        Select.of(
            "SELECT ?::text, ?::bigint, ?::int, ?::date, extract(epoch FROM ?::timestamptz)::text",
            row ->
                List.of(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5)));

    assertThat(database.list(echo, "a'b", 1L << 40, 7, LocalDate.parse("2027-01-31"), time))
        .containsExactly(List.of("a'b", "1099511627776", "7", "2027-01-31", "1801389600.123000"));
  }

  @Test
  void aTextOfPartsHasItsParametersInOrder() {
    SqlText ids = SqlText.of("id >= ?", 1).add(" AND id < ?", 3);

    assertThat(
            database.list(
                SqlText.of("SELECT name FROM thing WHERE ").add(ids).add(" AND name = ?", "two"),
                row -> row.getString(1)))
        .containsExactly("two");
  }

  @Test
  void aChangedTableIsReadByStatementsPreparedBefore() {
    repeat(() -> assertThat(name(1)).contains("one"));
    database.use(handle ->
        handle.execute(
            "ALTER TABLE thing DROP COLUMN name, ADD COLUMN name varchar DEFAULT 'new'"));
    try {
      repeat(() -> assertThat(name(1)).contains("new"));
    } finally {
      database.use(handle -> {
        handle.execute("ALTER TABLE thing ALTER COLUMN name TYPE text");
        handle.execute("UPDATE thing SET name = CASE id WHEN 1 THEN 'one' ELSE 'two' END");
      });
    }
    repeat(() -> assertThat(name(2)).contains("two"));
  }

  @Test
  void statementsArePreparedAgainOnNewConnections() throws InterruptedException {
    repeat(() -> assertThat(name(1)).contains("one"));
    database.use(handle ->
        handle.createQuery("SELECT pg_terminate_backend(pid)" + OWN_CONNECTIONS).mapToMap().list());
    // The pool checks a connection before it lends it once it has been idle for 500 ms.
    Thread.sleep(600);

    repeat(() -> assertThat(name(1)).contains("one"));
  }

  @Test
  void aQueryLeavesNoTransactionOpen() {
    Select<String> unreadable =
        Select.of(
            "SELECT * FROM thing",
            row -> {
              throw new IllegalStateException("unreadable row");
            });
    Select<String> wrong = Select.of("SELECT 1 / (id - 1) FROM thing", row -> row.getString(1));

    assertThat(name(1)).contains("one");
    assertThat(states()).containsOnly("idle");
    assertThatThrownBy(() -> database.list(unreadable)).hasMessage("unreadable row");
    assertThat(states()).containsOnly("idle");
    assertThatThrownBy(() -> database.list(wrong)).hasMessageContaining("division by zero");
    assertThat(states()).containsOnly("idle");
  }

  @Test
  void aSnapshotIsOneForAllItsQueriesAndEndsWithThem() {
    Thread renaming = Thread.ofVirtual().unstarted(() -> rename("changed"));
    List<String> seen =
        database.inSnapshot(handle -> {
          String before = COLUMNS.find(handle, 1).orElseThrow();
          renaming.start();
          join(renaming);
          return List.of(before, COLUMNS.find(handle, 1).orElseThrow());
        });
    assertThat(seen).containsExactly("one", "one");
    assertThat(name(1)).contains("changed");

    assertThatThrownBy(
            () -> database.inSnapshot(handle -> handle.execute("UPDATE thing SET name = 'x'")))
        .hasMessageContaining("read-only transaction");
    assertThat(states()).containsOnly("idle");
    repeat(() -> {
      rename("one");
      assertThat(database.<String>inTransaction(SelectTest::isolation)).isEqualTo("read committed");
    });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String isolation(Handle handle) {
    return handle.createQuery("SHOW transaction_isolation").mapTo(String.class).one();
  }

  private static List<String> states() {
    try (Database other = Database.open(url)) {
      return other.list(
          Select.of("SELECT DISTINCT state" + OWN_CONNECTIONS, row -> row.getString(1)));
    }
  }

  private static void repeat(Runnable check) {
    for (int i = 0; i < OFTEN; i++) {
      check.run();
    }
  }
}
