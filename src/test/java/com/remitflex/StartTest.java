package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as an operator runs them, each in a process of its own. */
@Tag("process")
class StartTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

  /** A server on a fresh data directory, from its first start to its last stop. */
  @Nested
  class OneInstallation {
    @Test
    void livesFromTheFirstStartToTheSecond(@TempDir Path directory) throws Exception {
      try (ServerProcess server = new ServerProcess(directory, Map.of()).start()) {
        firstStartTellsWhatIsNeeded(server);
        printedCurlWorksWhenPasted(server, directory);
        printedLoginOpensTheDashboard(server);
        whoIsLockedOutGetsALinkFromTheCommand(server);
        secondServerOnTheSameDataIsRefused(server);
        assertThat(server.errors().contains("RemitFlex runs as root"))
            .as("root is warned, and nobody else")
            .isEqualTo(System.getProperty("user.name").equals("root"));
        requestUnderWayIsAnsweredBeforeTheStop(server);

        server.start();

        assertThat(server.output()).contains("RemitFlex is running.").doesNotContain("rf_test_");
        assertThat(server.output()).doesNotContain("Password");
        assertThat(server.client().get("/v1/payments").json().at("/pagination/total").asInt())
            .isEqualTo(2);
      }
    }

    private void firstStartTellsWhatIsNeeded(ServerProcess server) {
      assertThat(server.output())
          .contains("http://localhost:" + server.port() + "/v1")
          .contains("owner@localhost")
          .containsPattern("Password +\\S{12,}");
      assertThat(server.output().split(server.firstKey(), -1)).hasSize(3);
      assertThat(server.errors()).doesNotContain(server.firstKey());
    }

    private void printedCurlWorksWhenPasted(ServerProcess server, Path directory) throws Exception {
      String output = server.output();
      String pasted =
          output.substring(output.indexOf("    curl"), output.indexOf("Press Ctrl-C")).strip();
      Files.writeString(directory.resolve(".curlrc"), "silent\nwrite-out = \"\\n%{http_code}\"");
      ProcessBuilder bash = new ProcessBuilder("bash", "-c", pasted).redirectErrorStream(true);
      bash.environment().put("CURL_HOME", directory.toString());
      Process curl = bash.start();
      List<String> lines = new String(curl.getInputStream().readAllBytes()).lines().toList();

      assertThat(curl.waitFor()).isZero();
      assertThat(lines.getLast()).isEqualTo("201");
      assertThat(json(lines.getFirst()).path("status").asText()).isEqualTo("pending");
    }

    /** Over http://localhost, where a cookie cannot be Secure. */
    private void printedLoginOpensTheDashboard(ServerProcess server) {
      Matcher password = Pattern.compile("Password +(\\S+)").matcher(server.output());
      assertThat(password.find()).isTrue();
      assertThat(server.output()).contains("http://localhost:" + server.port() + "/dashboard");
      PageClient browser = new PageClient(server.port());

      assertThat(browser.trySignIn("owner@localhost", password.group(1)).location())
          .isEqualTo("/dashboard");

      assertThat(browser.get("/dashboard/sandbox/settings/team").text()).contains("My business");
      assertThat(browser.cookies()).containsKey("rf_session");
    }

    private void whoIsLockedOutGetsALinkFromTheCommand(ServerProcess server) {
      Ended ended = server.run("people", "reset", "Owner@localhost");
      assertThat(ended.status()).isZero();
      String link =
          ended.out().lines().filter(line -> line.contains("/reset/")).findFirst().orElseThrow();
      PageClient browser = new PageClient(server.port());
      browser.get("/dashboard/sign-in");

      assertThat(link).contains("http://localhost:" + server.port() + "/dashboard/reset/lnk_");
      browser.post(
          link.strip().replaceFirst("https?://[^/]+", ""),
          Map.of("password", "correct horse battery staple"));

      assertThat(browser.trySignIn("owner@localhost", "correct horse battery staple").location())
          .isEqualTo("/dashboard");
      assertThat(server.run("people", "reset", "nobody@localhost").err())
          .contains("No user signs in with nobody@localhost.");
    }

    private void secondServerOnTheSameDataIsRefused(ServerProcess server) {
      refused(
          server.run(Map.of("REMITFLEX_PORT", "0"), "up"),
          "Another RemitFlex process (pid " + server.pid() + ") is already running on ",
          "set REMITFLEX_DATA_DIR");
      refused(server.run("up"), "Port " + server.port() + " is in use", "set REMITFLEX_PORT");
      assertThat(server.isReady()).isTrue();
    }

    private void requestUnderWayIsAnsweredBeforeTheStop(ServerProcess server) throws Exception {
      // The first response loads the contract, which takes longer than the limit for headers.
      server.client().get("/v1/balances");
      try (Connection holder = DriverManager.getConnection(server.databaseUrl());
          Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("SELECT 1 FROM account_head FOR UPDATE");
        CompletableFuture<ApiClient.Answer> slow =
            CompletableFuture.supplyAsync(() -> server.client().post("/v1/payments", PAYMENT));
        Await.until("the payment waits for the account", () -> waits(server.databaseUrl()));
        server.terminate();
        Await.until("the server stops", () -> !server.isReady());
        assertThat(slow).isNotDone();
        assertThat(server.client().post("/v1/payments", PAYMENT).status()).isEqualTo(503);
        holder.rollback();

        assertThat(slow.get(20, TimeUnit.SECONDS).status()).isEqualTo(201);
      }
      assertThat(server.awaitEnd()).isZero();
      assertThat(server.errors()).endsWith("Stopped.\n");
      // A machine that is busy with something else may cost a node its lease for a moment.
      assertThat(server.errors().lines().filter(line -> !line.contains("node-lease")))
          .noneMatch(line -> line.contains("Exception"));
      assertThat(server.dataDirectory().resolve("postgres/postmaster.pid")).doesNotExist();
    }
  }

  private static boolean waits(String databaseUrl) {
    try (Connection connection = DriverManager.getConnection(databaseUrl);
        Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND wait_event_type = 'Lock'")) {
      return waiting.next();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Failed starts: the message says what to do, and no process is left running. */
  @Nested
  class Refusal {
    @TempDir Path directory;

    @Test
    void portInUse() throws Exception {
      try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        String port = Integer.toString(other.getLocalPort());

        refused(
            up(Map.of("REMITFLEX_PORT", port)),
            "Port " + port + " is in use",
            "set REMITFLEX_PORT");
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
      refused(
          up(Map.of("REMITFLEX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none?user=me")),
          "The database does not respond",
          "Check that it runs and that REMITFLEX_DATABASE_URL is correct.");
    }

    @Test
    void pepperIsMissing() {
      refused(
          up(Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create())),
          "The pepper of this database is missing. Restore the file ",
          "set REMITFLEX_PEPPER or REMITFLEX_SECRETS_DIR");
    }

    @Test
    void pepperIsWrong() throws Exception {
      Files.createDirectories(directory.resolve("data"));
      Path file = directory.resolve("data/pepper");
      Files.writeString(file, "ab".repeat(32));
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));

      refused(
          up(Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create())),
          "does not belong to this database",
          "Restore the correct pepper");
      refused(
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
      execute(
          database,
          """
          INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,
            checksum, installed_by, execution_time, success)
          VALUES (900, '900', 'future', 'SQL', 'V900__future.sql', 1, 'postgres', 1, true)
          """);

      refused(
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

        refused(ended, "No database is running in this data directory", "Start ./remitflex up");
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

  /** The other commands, while a server runs; one life of a key is by processes. */
  @Nested
  class BesideAServer {
    private static ServerProcess server;

    @BeforeAll
    static void start(@TempDir Path directory) {
      server = new ServerProcess(directory, Map.of()).start();
    }

    @AfterAll
    static void stop() {
      server.close();
    }

    @Test
    void keysLiveFromCreationToRevocation() {
      keysLive(words -> server.run(words));
    }

    @Test
    void keysLiveFromCreationToRevocationThroughTheDatabaseUrl(@TempDir Path elsewhere) {
      Map<String, String> settings =
          Map.of(
              "REMITFLEX_DATABASE_URL", server.databaseUrl(),
              "REMITFLEX_SECRETS_DIR", server.dataDirectory().toString(),
              "REMITFLEX_DATA_DIR", elsewhere.toString());
      keysLive(words -> server.runHere(settings, words));
    }

    /** As running.md has it: the printed URL has no password, the file beside it has. */
    @Test
    void keysLiveThroughThePrintedUrlAndThePasswordFile(@TempDir Path elsewhere) {
      Path passwords = server.dataDirectory().resolve("pgpass");
      String printed = server.run("database-url").out().strip();
      assertThat(printed)
          .matches("jdbc:postgresql://127\\.0\\.0\\.1:\\d+/remitflex\\?user=remitflex");
      Map<String, String> settings =
          Map.of(
              "REMITFLEX_DATABASE_URL", printed,
              "REMITFLEX_SECRETS_DIR", server.dataDirectory().toString(),
              "REMITFLEX_DATA_DIR", elsewhere.toString());

      Map<String, String> withFile = new HashMap<>(settings);
      withFile.put("PGPASSFILE", passwords.toString());
      assertThat(server.run(withFile, "keys", "list").status()).isZero();
      refused(server.run(settings, "keys", "list"), "The database does not respond", "PGPASSFILE");
      Map<String, String> wrong = new HashMap<>(settings);
      wrong.put("REMITFLEX_DATABASE_PASSWORD", "wrong");
      refused(server.run(wrong, "keys", "list"), "The database does not respond");
    }

    private void keysLive(Function<String[], Ended> run) {
      JsonNode account =
          only(run.apply(words("accounts", "create", "--name", "Zoë & Co", "--json")));
      assertThat(account.path("name").asText()).isEqualTo("Zoë & Co");
      String accountId = account.path("id").asText();

      JsonNode key =
          only(
              run.apply(
                  words(
                      "keys",
                      "create",
                      "--environment",
                      "sandbox",
                      "--scope",
                      "write",
                      "--name",
                      "shop",
                      "--account",
                      accountId,
                      "--json")));
      String keyId = key.path("id").asText();
      ApiClient client = new ApiClient(server.port(), key.path("key").asText());
      assertThat(client.post("/v1/payments", PAYMENT).status()).isEqualTo(201);

      JsonNode listed = only(run.apply(words("keys", "list", "--account", accountId, "--json")));
      assertThat(listed.path("data")).hasSize(1);
      assertThat(listed.at("/data/0/id").asText()).isEqualTo(keyId);
      assertThat(listed.toString()).doesNotContain(client.key());

      JsonNode revoked = only(run.apply(words("keys", "revoke", keyId, "--json")));
      assertThat(revoked.path("status").asText()).isEqualTo("revoked");
      assertThat(client.get("/v1/balances").errorCode()).isEqualTo("API_KEY_REVOKED");

      JsonNode again = only(run.apply(words("keys", "revoke", keyId, "--json")));
      assertThat(again.path("revocation")).isEqualTo(revoked.path("revocation"));
      Ended roll = run.apply(words("keys", "roll", keyId));
      refused(roll, "This API key is revoked and cannot be changed. Create a new key.");
      assertThat(roll.out()).isEmpty();

      Ended doctor = run.apply(words("doctor"));
      assertThat(doctor.status()).as(doctor.out() + doctor.err()).isZero();
    }

    private static String[] words(String... words) {
      return words;
    }

    @Test
    void doctorFindsABalanceThatWasChangedByHand() throws Exception {
      String database = server.databaseUrl();
      execute(
          database,
          "UPDATE balance SET available = available + 1, funding = funding - 1"
              + " WHERE currency = 'PYUSD'");
      try {
        Ended doctor = server.runHere("doctor");

        assertThat(doctor.status()).isEqualTo(1);
        assertThat(doctor.out()).contains("ERROR ledger").contains("PYUSD available: balance ");
        assertThat(doctor.err()).doesNotContain("Exception");
      } finally {
        execute(
            database,
            "UPDATE balance SET available = available - 1, funding = funding + 1"
                + " WHERE currency = 'PYUSD'");
      }
    }

    @Test
    void auditListShowsTheOpeningAndTheVerificationOfAnAccount() {
      String id =
          only(server.runHere("accounts", "create", "--name", "A", "--json")).path("id").asText();
      assertThat(server.runHere("accounts", "verify", id, "--level", "kyc").status()).isZero();

      JsonNode log = only(server.runHere("audit", "list", "--account", id, "--json")).path("data");
      JsonNode newest =
          only(server.runHere("audit", "list", "--account", id, "--limit", "1", "--json"));
      String table = server.runHere("audit", "list", "--account", id).out();

      assertThat(log.findValuesAsText("action"))
          .containsExactly("account.verified", "account.created");
      assertThat(log.at("/0/actor/type").asText()).isEqualTo("operator");
      assertThat(log.at("/0/details/verification").asText()).isEqualTo("kyc");
      assertThat(log.at("/0/previous_hash")).isEqualTo(log.at("/1/hash"));
      assertThat(newest.path("data").findValuesAsText("action"))
          .containsExactly("account.verified");
      assertThat(table).contains("account.verified", "account.created", "operator", id);
      refused(server.runHere("audit", "list", "--limit", "0"), "--limit must be a whole number");
      refused(server.runHere("audit", "list", "--account", "acc_none"), "No account with this ID");
    }

    @Test
    void doctorFindsAChangedByteOfTheAuditLog() throws Exception {
      String database = server.databaseUrl();
      String id =
          only(server.runHere("accounts", "create", "--name", "B", "--json")).path("id").asText();
      String change =
          "ALTER TABLE audit_entry DISABLE TRIGGER USER; UPDATE audit_entry SET action = '%s'"
              + " WHERE account_id = '"
              + id
              + "'; ALTER TABLE audit_entry ENABLE TRIGGER USER";
      execute(database, change.formatted("account.createe"));
      try {
        Ended doctor = server.runHere("doctor");

        assertThat(doctor.status()).isEqualTo(1);
        assertThat(doctor.out())
            .contains("ERROR audit log: 1")
            .contains(id + " audit entry 1: hash does not match the content");
        assertThat(doctor.err()).doesNotContain("Exception");
      } finally {
        execute(database, change.formatted("account.created"));
      }
    }

    @Test
    void doctorFindsARowThatAnInsiderHasChanged() throws Exception {
      String database = server.databaseUrl();
      for (List<String> change :
          List.of(
              List.of(
                  "ERROR keys: 1",
                  "UPDATE api_key SET scope = 'admin' WHERE scope = 'write'"
                      + " AND name = 'first sandbox key'",
                  "UPDATE api_key SET scope = 'write' WHERE scope = 'admin'"
                      + " AND name = 'first sandbox key'"),
              List.of(
                  "ERROR users: 1",
                  "UPDATE account_member SET role = 'admin'",
                  "UPDATE account_member SET role = 'owner'"))) {
        execute(database, change.get(1));
        try {
          Ended doctor = server.runHere("doctor");

          assertThat(doctor.status()).isEqualTo(1);
          assertThat(doctor.out()).contains(change.getFirst(), "outside RemitFlex");
        } finally {
          execute(database, change.get(2));
        }
      }
    }

    @Test
    void theAuditLogIsComparedWithItsStoredEnds(@TempDir Path elsewhere) throws Exception {
      Ended heads = server.runHere("audit", "heads");
      Path kept = Files.writeString(elsewhere.resolve("heads"), heads.out());
      assertThat(heads.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("audit-head "));
      Path log = Files.writeString(elsewhere.resolve("log"), server.errors());

      Ended same = server.runHere("audit", "verify", "--against", kept + "", "--against", log + "");
      assertThat(same.status()).as(same.out() + same.err()).isZero();
      assertThat(same.out()).contains("The audit log matches ");

      Files.writeString(kept, heads.out().replaceAll("[0-9a-f]{64}", "ab".repeat(32)));
      Ended other = server.runHere("audit", "verify", "--against", kept.toString());
      assertThat(other.status()).isEqualTo(1);
      assertThat(other.out()).contains("differs from the recorded one").contains("ERROR audit log");

      refused(
          server.runHere("audit", "verify", "--against", elsewhere.resolve("none").toString()),
          "Cannot read ");
    }

    @Test
    void unknownAccountsAndKeysAreOneSentence() {
      refused(
          server.runHere(
              "keys",
              "create",
              "--environment",
              "sandbox",
              "--scope",
              "read",
              "--name",
              "n",
              "--account",
              "acc_none"),
          "No account with this ID exists.");
      refused(server.runHere("keys", "revoke", "key_none"), "No API key with this ID exists.");
      refused(server.runHere("accounts", "verify", "acc_none"), "No account with this ID exists");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "up", "accounts create"})
  void helpNeedsNoServer(String command, @TempDir Path directory) {
    try (ServerProcess process = new ServerProcess(directory, Map.of())) {
      Ended ended = process.run((command + " --help").strip().split(" "));

      assertThat(ended.status()).isZero();
      assertThat(ended.out()).startsWith(("Usage: remitflex " + command).strip());
      assertThat(ended.err()).isEmpty();
      assertThat(process.dataDirectory()).doesNotExist();
    }
  }

  /** The command failed with one line that has all these parts, and no stack trace. */
  private static void refused(Ended ended, String... parts) {
    assertThat(ended.status()).isEqualTo(1);
    List<String> sentences = ended.err().lines().filter(line -> !line.endsWith(" ...")).toList();
    assertThat(sentences).as(ended.err()).hasSize(1);
    assertThat(sentences.getFirst()).contains(parts);
    assertThat(ended.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  /** The JSON that is all the command printed. */
  private static JsonNode only(Ended ended) {
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(1);
    assertThat(ended.told()).isEmpty();
    return json(ended.out());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + text, e);
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
