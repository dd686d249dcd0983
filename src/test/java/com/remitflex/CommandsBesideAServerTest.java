package com.remitflex;

import static com.remitflex.testing.Ended.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.database.TestPostgres;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Ended;
import com.remitflex.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The other commands, while a server runs; one life of a key is by processes. */
@Tag("process")
class CommandsBesideAServerTest {
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

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
    assertRejected(
        server.run(settings, "keys", "list"), "The database does not respond", "PGPASSFILE");
    Map<String, String> wrong = new HashMap<>(settings);
    wrong.put("REMITFLEX_DATABASE_PASSWORD", "wrong");
    assertRejected(server.run(wrong, "keys", "list"), "The database does not respond");
  }

  private void keysLive(Function<String[], Ended> run) {
    JsonNode account = only(run.apply(words("accounts", "create", "--name", "Zoë & Co", "--json")));
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
    assertRejected(roll, "This API key is revoked and cannot be changed. Create a new key.");
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
    TestPostgres.execute(
        database,
        "UPDATE balance SET available = available + 1, funding = funding - 1"
            + " WHERE currency = 'PYUSD'");
    try {
      Ended doctor = server.runHere("doctor");

      assertThat(doctor.status()).isEqualTo(1);
      assertThat(doctor.out()).contains("ERROR ledger").contains("PYUSD available: balance ");
      assertThat(doctor.err()).doesNotContain("Exception");
    } finally {
      TestPostgres.execute(
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
    assertThat(newest.path("data").findValuesAsText("action")).containsExactly("account.verified");
    assertThat(table).contains("account.verified", "account.created", "operator", id);
    assertRejected(
        server.runHere("audit", "list", "--limit", "0"), "--limit must be a whole number");
    assertRejected(
        server.runHere("audit", "list", "--account", "acc_none"), "No account with this ID");
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
    TestPostgres.execute(database, change.formatted("account.createe"));
    try {
      Ended doctor = server.runHere("doctor");

      assertThat(doctor.status()).isEqualTo(1);
      assertThat(doctor.out())
          .contains("ERROR audit log: 1")
          .contains(id + " audit entry 1: hash does not match the content");
      assertThat(doctor.err()).doesNotContain("Exception");
    } finally {
      TestPostgres.execute(database, change.formatted("account.created"));
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
      TestPostgres.execute(database, change.get(1));
      try {
        Ended doctor = server.runHere("doctor");

        assertThat(doctor.status()).isEqualTo(1);
        assertThat(doctor.out()).contains(change.getFirst(), "outside RemitFlex");
      } finally {
        TestPostgres.execute(database, change.get(2));
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

    assertRejected(
        server.runHere("audit", "verify", "--against", elsewhere.resolve("none").toString()),
        "Cannot read ");
  }

  @Test
  void unknownAccountsAndKeysAreOneSentence() {
    assertRejected(
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
    assertRejected(server.runHere("keys", "revoke", "key_none"), "No API key with this ID exists.");
    assertRejected(
        server.runHere("accounts", "verify", "acc_none"), "No account with this ID exists");
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

  /** The JSON that is all the command printed. */
  private static JsonNode only(Ended ended) {
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out().lines()).hasSize(1);
    assertThat(ended.told()).isEmpty();
    return Json.trusted(ended.out());
  }
}
