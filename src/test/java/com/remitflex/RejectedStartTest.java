package com.remitflex;

import static com.remitflex.testing.Ended.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.database.TestPostgres;
import com.remitflex.testing.Ended;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDatabase;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Failed starts: the message says what to do, and no process is left running. */
@Tag("process")
class RejectedStartTest {
  @TempDir Path directory;

  @Test
  void portInUse() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());

      assertRejected(
          up(Map.of("REMITFLEX_PORT", port)), "Port " + port + " is in use", "set REMITFLEX_PORT");
    }
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void allInvalidSettingsAreListedTogether() {
    Ended ended =
        up(
            Map.of(
                "REMITFLEX_PORT", "eighty",
                "REMITFLEX_PUBLIC_URL", "https://api.example.com/",
                "REMITFLEX_PEPPER", "c0ffee",
                "REMITFLEX_DATABASE_URL", "jdbc:postgresql://db:port/name?password=hidden",
                "REMITFLEX_DRAIN_SECONDS", "-1"));

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err().lines().skip(1))
        .hasSize(5)
        .allMatch(line -> line.matches("  - REMITFLEX_[A-Z_]+ must be .+"));
    assertThat(ended.err()).doesNotContain("c0ffee", "hidden");
  }

  @Test
  void databaseThatDoesNotRespond() {
    assertRejected(
        up(Map.of("REMITFLEX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none?user=me")),
        "The database does not respond",
        "Check that it runs and that REMITFLEX_DATABASE_URL is correct.");
  }

  @Test
  void pepperIsMissing() {
    assertRejected(
        up(Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create())),
        "The pepper of this database is missing. Restore the file ",
        "set REMITFLEX_PEPPER or REMITFLEX_SECRETS_DIR");
  }

  @Test
  void pepperIsWrong() throws Exception {
    Files.createDirectories(directory.resolve("data"));
    Path file = directory.resolve("data/pepper");
    Files.writeString(file, "ab".repeat(32));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertRejected(
        up(Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create())),
        "does not belong to this database",
        "Restore the correct pepper");
    assertRejected(
        up(
            Map.of(
                "REMITFLEX_DATABASE_URL", TestDatabase.create(),
                "REMITFLEX_PEPPER", "cd".repeat(32))),
        "The pepper in REMITFLEX_PEPPER does not belong to this database",
        "Restore the correct pepper");
  }

  @Test
  void databaseOfANewerVersion() throws Exception {
    String database = TestDatabase.create();
    TestPostgres.execute(
        database,
        """
        INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
          checksum, installed_by, execution_time, success)
        VALUES (900, '900', 'future', 'SQL', 'V900__future.sql', 1, 'postgres', 1, true)
        """);

    assertRejected(
        up(
            Map.of(
                "REMITFLEX_DATABASE_URL",
                database,
                "REMITFLEX_SECRETS_DIR",
                TestDatabase.secretsDirectory().toString())),
        "The database has a newer version (migration 900)",
        "Start the RemitFlex release that migrated it, or a newer one.");
  }

  @Test
  void databaseUrlWithNothingRunning() {
    try (ServerProcess process = new ServerProcess(directory, Map.of())) {
      Ended ended = process.run("database-url");

      assertRejected(
          ended, "No database is running in this data directory", "Start ./remitflex up");
      assertThat(ended.out()).isEmpty();
      assertThat(process.dataDirectory()).doesNotExist();
    }
  }

  private Ended up(Map<String, String> settings) {
    try (ServerProcess process = new ServerProcess(directory, Map.of())) {
      return process.run(settings, "up");
    }
  }
}
