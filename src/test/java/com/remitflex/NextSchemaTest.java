package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Migrations;
import com.remitflex.testing.Await;
import com.remitflex.testing.Commands;
import com.remitflex.testing.Ended;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version works with the schema of the next one, and with no newer one (decision 0039). */
@Tag("process")
class NextSchemaTest {
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";
  private static final String NEW_COLUMN =
      "ALTER TABLE payment ADD COLUMN note text NOT NULL DEFAULT ''";

  @TempDir private Path directory;
  private String url;
  private int step;

  @BeforeEach
  void create() throws SQLException {
    url = TestDatabase.create();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        var newest =
            statement.executeQuery(
                "SELECT max(split_part(version, '.', 1)::int) FROM flyway_schema_history")) {
      newest.next();
      step = newest.getInt(1);
    }
  }

  @AfterEach
  void drop() {
    TestDatabase.drop(url);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What a newer release leaves behind: its change, and its line in the history. */
  private void migrate(String version, String description, String change) throws SQLException {
    execute(change);
    execute(
        """
        INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
          checksum, installed_by, execution_time, success)
        SELECT max(installed_rank) + 1, '%s', '%s', 'SQL', 'V.sql', 1, current_user, 1, true
        FROM flyway_schema_history
        """
            .formatted(version, description));
  }

  private Optional<Migrations.Problem> problem() {
    try (Database database = Database.open(url)) {
      return new Migrations(database).problem();
    }
  }

  @Test
  void aServerWorksWithTheSchemaOfTheNextVersionUntilTheOneAfter() throws Exception {
    Map<String, String> settings =
        Map.of(
            "REMITFLEX_DATABASE_URL",
            url,
            "REMITFLEX_SECRETS_DIR",
            TestDatabase.secretsDirectory().toString());
    migrate((step + 1) + ".01", "add note", NEW_COLUMN);
    migrate((step + 1) + ".02", "add table", "CREATE TABLE next_version (id bigint)");

    try (ServerProcess server = new ServerProcess(directory, settings).start()) {
      assertThat(server.errors())
          .contains("schema of the next version (migration " + (step + 1) + ".02)");
      assertThat(server.client().post("/v1/payments", PAYMENT).status()).isEqualTo(201);
      Ended doctor = server.runHere("doctor");
      assertThat(doctor.status()).as(doctor.out() + doctor.err()).isZero();
      assertThat(server.runHere("keys", "list").status()).isZero();

      migrate((step + 2) + ".01", "drop note", "ALTER TABLE payment DROP COLUMN note");
      Await.until("a load balancer leaves the old node out", () -> !server.isReady());
      assertThat(server.client().getWithoutKey("/readyz").text())
          .contains("newer version (migration " + (step + 2) + ".01)");
      assertThat(server.runHere("keys", "list").status()).isNotZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, '', add note, true",
    "1, .07, add note, true",
    "2, '', add note, false",
    "2, .01, add note, false",
    "1, .01, incompatible drop note, false"
  })
  void onlyCompatibleMigrationsOfTheNextStepAreTolerated(
      int steps, String part, String description, boolean isTolerated) throws SQLException {
    String version = step + steps + part;
    migrate(version, description, NEW_COLUMN);

    assertThat(problem().isEmpty()).isEqualTo(isTolerated);
    problem()
        .ifPresent(one -> {
          assertThat(one.message()).contains("newer version (migration " + version + ")");
          assertThat(one.isPending()).isFalse();
        });
  }

  /** The next version was migrated from an earlier one than this: nothing says that it fits. */
  @Test
  void aGapBelowTheNextStepIsNotTolerated() throws SQLException {
    migrate((step + 1) + ".01", "add note", NEW_COLUMN);
    execute("DELETE FROM flyway_schema_history WHERE version::numeric = " + step);

    assertThat(problem().orElseThrow().isPending()).isFalse();
  }

  @Test
  void aFailedMigrationOfTheNextStepIsNotTolerated() throws SQLException {
    migrate((step + 1) + ".01", "add note", NEW_COLUMN);
    execute("UPDATE flyway_schema_history SET success = false WHERE version LIKE '%.01'");

    assertThat(problem()).isPresent();
  }

  /** A server asks again and again, and compares all migrations only when the history changes. */
  @Test
  void whoHasAskedBeforeNoticesEveryChange() throws SQLException {
    try (Database database = Database.open(url)) {
      Migrations migrations = new Migrations(database);
      assertThat(migrations.problem()).isEmpty();
      migrate((step + 1) + ".01", "add note", NEW_COLUMN);
      assertThat(migrations.problem()).isEmpty();
      execute("UPDATE flyway_schema_history SET success = false WHERE version LIKE '%.01'");
      assertThat(migrations.problem()).isPresent();
      execute("DELETE FROM flyway_schema_history WHERE version LIKE '%.01'");
      assertThat(migrations.problem()).isEmpty();
      execute("DROP TABLE flyway_schema_history");
      assertThat(migrations.problem().orElseThrow().isPending()).isTrue();
    }
  }

  private Ended check() {
    return Commands.run(
        Map.of(
            "REMITFLEX_DATABASE_URL",
            url,
            "REMITFLEX_SECRETS_DIR",
            TestDatabase.secretsDirectory().toString()),
        "upgrade",
        "--check");
  }

  @Test
  void anUpgradeIsCheckedWithoutAnyChange() throws Exception {
    assertThat(check()).extracting(Ended::status, Ended::err).containsExactly(0, "");
    assertThat(check().out()).contains("A start changes nothing.");

    execute("DELETE FROM flyway_schema_history WHERE version::numeric >= " + (step - 1));
    assertThat(check().out())
        .contains("applies these migrations:", "  0" + step + " ", "Stop all nodes first");
    assertThat(check().status()).isZero();
    assertThat(problem().orElseThrow().isPending()).isTrue();
  }

  @Test
  void anUpgradeByOneStepNeedsNoDowntime() throws Exception {
    execute("DELETE FROM flyway_schema_history WHERE version::numeric = " + step);

    assertThat(check().out()).contains("Nodes of the version that runs now can continue to run.");
  }

  @Test
  void aCheckOfANewerSchemaSaysWhetherThisVersionWorksWithIt() throws Exception {
    migrate((step + 1) + ".01", "add note", NEW_COLUMN);
    assertThat(check().out()).contains("has the schema of the next version");

    migrate((step + 2) + ".01", "add table", "CREATE TABLE next_version (id bigint)");
    assertThat(check().status()).isEqualTo(1);
    assertThat(check().err()).contains("newer version (migration " + (step + 2) + ".01)");
  }
}
