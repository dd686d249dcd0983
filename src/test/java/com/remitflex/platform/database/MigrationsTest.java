package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.OldDatabase;
import com.remitflex.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A migration of a large database takes minutes: nothing limits its time, and it is announced. */
class MigrationsTest {
  private static final int BEFORE = 50;

  private final List<String> limits = new ArrayList<>();
  private final List<String> progress = new ArrayList<>();

  @Test
  void aMigrationMayTakeAsLongAsItNeeds() throws SQLException {
    migrate(OldDatabase.create(BEFORE, "SELECT 1"));

    assertThat(limits).containsExactly("statement 0", "transaction 0", "lock 0", "network 0");
  }

  @Test
  void onlyTheMigrationOfAnExistingDatabaseIsAnnounced() throws SQLException {
    String url = OldDatabase.create(BEFORE, "SELECT 1");
    migrate(url);
    migrate(url);

    assertThat(progress)
        .containsExactly("Migrating the database, which takes minutes if it is large ...");
  }

  @Test
  void aNewDatabaseIsNotAnnounced() throws SQLException {
    String url = TestDatabase.create();
    TestPostgres.execute(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    migrate(url);

    assertThat(progress).isEmpty();
    assertThat(limits).isNotEmpty();
  }

  /** For `doctor`, which reads whole tables. */
  @Test
  void aTransactionMayTakeAsLongAsItNeeds() {
    try (Database database = Database.open(TestDatabase.create())) {
      database.inTransaction(handle -> {
        Database.liftTimeLimits(handle);
        readLimits(handle.getConnection());
        return handle;
      });
      database.use(handle -> readLimits(handle.getConnection()));
    }

    assertThat(limits)
        .containsExactly(
            "statement 0",
            "transaction 0",
            "lock 0",
            "network 0",
            "statement 10s",
            "transaction 0",
            "lock 0",
            "network 15000");
  }

  private void migrate(String url) {
    try (Database database = Database.open(url)) {
      Migrations.Step next = new Migrations.Step(Integer.toString(BEFORE + 1), this::readLimits);
      new Migrations(database, List.of(next), progress::add).apply();
    }
  }

  private void readLimits(Connection connection) {
    try {
      for (String kind : List.of("statement", "transaction", "lock")) {
        limits.add(kind + " " + PostgresAccess.show(connection, kind + "_timeout"));
      }
      limits.add("network " + connection.getNetworkTimeout());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
