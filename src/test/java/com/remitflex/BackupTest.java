package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.TestPostgres;
import com.remitflex.platform.database.backup.BackupDirectory;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.secrets.CheapSeal;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.ServerProcess.Victims;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore of a running platform, by its commands; the drill is the last test. */
@Tag("process")
@TestMethodOrder(OrderAnnotation.class)
class BackupTest {
  private static final String PASSPHRASE = "REMITFLEX_BACKUP_PASSPHRASE";
  private static final Map<String, String> SETTINGS = new HashMap<>();
  private static final int PAYMENTS = 12;

  @TempDir(factory = TestDirectories.class)
  private static Path shared;

  private static ServerProcess server;
  private static Path backups;
  private static Path backup;

  /** The responses to the payments before the backup, by idempotency key. */
  private static final Map<String, JsonNode> ACKNOWLEDGED = new HashMap<>();

  private static JsonNode depositBefore = Json.object();

  /** Keys by what becomes of them after the backup, with their IDs and secrets. */
  private static final Map<String, JsonNode> KEYS = new HashMap<>();

  @TempDir(factory = TestDirectories.class)
  private Path directory;

  @BeforeAll
  static void loadAndBackUp() throws Exception {
    SETTINGS.put(PASSPHRASE, "correct horse battery");
    SETTINGS.put("REMITFLEX_RATE_LIMIT_PER_MINUTE", "0");
    SETTINGS.put("REMITFLEX_JOURNAL_DIR", shared.resolve("journal").toString());
    backups = shared.resolve("backups");
    SETTINGS.put("REMITFLEX_BACKUP_DIR", backups.toString());
    server = new ServerProcess(shared.resolve("server"), SETTINGS).start();
    for (String name : List.of("revoked", "rolled", "ended", "kept")) {
      KEYS.put(
          name, newKey("create", "--environment", "sandbox", "--scope", "read", "--name", name));
    }
    KEYS.put("newer", newKey("roll", id("ended"), "--grace-seconds", "600000"));
    for (int i = 0; i < PAYMENTS; i++) {
      ACKNOWLEDGED.put("before-" + i, created(pay("before-" + i)));
    }
    depositBefore = created(depositAddress("base"));
    AtomicBoolean isDone = new AtomicBoolean();
    Thread load = Thread.ofPlatform().start(() -> payUntil(isDone));
    Ended ended = server.runHere("backup", backups.toString());
    isDone.set(true);
    load.join();
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("Backup: ");
    backup = only(backups);
    assertThat(ended.out()).contains("Backup complete: " + backup, "secrets encrypted");
    // The tests open the secrets of this backup again and again.
    CheapSeal.replace(backup, SETTINGS.get(PASSPHRASE));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer pay(String idempotencyKey) {
    return server
        .client()
        .post("/v1/payments", "{\"amount\": 25, \"currency\": \"USDC\"}", idempotencyKey);
  }

  private static Answer depositAddress(String network) {
    return server.client().post("/v1/deposit-addresses", "{\"network\": \"" + network + "\"}");
  }

  private static JsonNode newKey(String... command) {
    List<String> words = new ArrayList<>(List.of("keys"));
    words.addAll(List.of(command));
    words.add("--json");
    Ended ended = server.runHere(words.toArray(String[]::new));
    assertThat(ended.status()).as(ended.err()).isZero();
    JsonNode key = Json.trusted(ended.out());
    MintedSecrets.key(key.path("key").asText());
    return key;
  }

  private static String id(String name) {
    return KEYS.get(name).path("id").asText();
  }

  private static Answer use(JsonNode key) {
    return new ApiClient(server.port(), key.path("key").asText()).get("/v1/api-keys/current");
  }

  private static void payUntil(AtomicBoolean isDone) {
    for (int i = 0; !isDone.get(); i++) {
      created(pay("during-" + i));
    }
  }

  private static JsonNode created(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static Path only(Path directory) throws IOException {
    List<Path> found = complete(directory);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static List<Path> complete(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("backup-\\w+"))
          .toList();
    }
  }

  /** Restores into a new data directory; nothing may be left of a restore that fails. */
  private Ended restore(Path from, String... more) {
    List<String> command = new ArrayList<>(List.of("restore", from.toString()));
    command.addAll(List.of(more));
    return server.runHere(
        Map.of("REMITFLEX_DATA_DIR", directory.resolve("new").toString()),
        command.toArray(String[]::new));
  }

  private void assertRejected(Ended ended, String... parts) {
    assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.err()).contains(parts).doesNotContain("Exception");
    Path data = directory.resolve("new");
    assertThat(data.resolve("postgres")).doesNotExist();
    assertThat(data.resolve("restore.unfinished")).doesNotExist();
    assertThat(data.resolve("pepper")).doesNotExist();
  }

  /** A copy of the backup, for a test that damages it. */
  private Path copy() throws IOException {
    Path copy = directory.resolve("copy").resolve(backup.getFileName());
    FileUtils.copyDirectory(backup.toFile(), copy.toFile());
    return copy;
  }

  @Test
  void aBackupIsProvedOnACopyWhileThePlatformRuns() {
    Ended ended =
        server.runHere(
            "restore", "--verify", backups.toString(), "--scratch", directory.toString());

    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .contains("ok    ledger", "ok    keys", "ok    counts: equal in 8 tables")
        .contains("The backup can be restored")
        .doesNotContain("ERROR");
    assertThat(directory).isEmptyDirectory();
    assertThat(server.isReady()).isTrue();
  }

  @Test
  void theSecretsAreEncryptedAndChecksumsCoverEveryFile() throws Exception {
    String pepper = Files.readString(server.dataDirectory().resolve("pepper")).strip();
    try (Stream<Path> files = Files.walk(backup)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(pepper);
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
      }
    }
    Process check =
        new ProcessBuilder("sha256sum", "--check", "--quiet", "--strict", "SHA256SUMS")
            .directory(backup.toFile())
            .inheritIO()
            .start();
    assertThat(check.waitFor()).isZero();
    try (Stream<String> sums = Files.lines(backup.resolve("SHA256SUMS"));
        Stream<Path> files = Files.walk(backup)) {
      assertThat(sums.count() + 1).isEqualTo(files.filter(Files::isRegularFile).count());
    }
  }

  @Test
  void withoutAPassphraseNothingIsBackedUp() throws IOException {
    Path other = directory.resolve("backups");
    Ended unset = server.runHere(Map.of(PASSPHRASE, ""), "backup", other.toString());
    Ended weak = server.runHere(Map.of(PASSPHRASE, "short"), "backup", other.toString());
    Ended inside = server.runHere("backup", server.dataDirectory().resolve("backups").toString());

    assertThat(unset.status()).isEqualTo(1);
    assertThat(unset.err()).contains("REMITFLEX_BACKUP_PASSPHRASE is not set", "--without-secrets");
    assertThat(weak.status()).isEqualTo(1);
    assertThat(weak.err()).contains("at least 12 characters");
    assertThat(inside.status()).isEqualTo(1);
    assertThat(inside.err()).contains("is in the data directory");
    assertThat(other).doesNotExist();
  }

  @Test
  void aWrongPassphraseIsRejectedBeforeAnythingIsRestored() {
    for (String wrong : List.of("", "wrong horse battery")) {
      Ended ended =
          server.runHere(
              Map.of("REMITFLEX_DATA_DIR", directory.resolve("new").toString(), PASSPHRASE, wrong),
              "restore",
              backups.toString());
      assertRejected(ended, "REMITFLEX_BACKUP_PASSPHRASE", "Nothing was changed");
    }
  }

  @Test
  void damagedAndMissingFilesAreNamed() throws IOException {
    Path copy = copy();
    Path control = copy.resolve("postgres/global/pg_control");
    byte[] bytes = Files.readAllBytes(control);
    bytes[100] ^= 1;
    Files.write(control, bytes);
    assertRejected(restore(copy), "is damaged", "pg_control");
    bytes[100] ^= 1;
    Files.write(control, bytes);

    Path wal;
    try (Stream<Path> files = Files.list(copy.resolve("wal"))) {
      wal = files.sorted().findFirst().orElseThrow();
    }
    Files.move(wal, directory.resolve("kept"));
    assertRejected(restore(copy), "is damaged", wal.getFileName().toString());
    Files.move(directory.resolve("kept"), wal);

    Path secrets = copy.resolve("secrets.enc");
    byte[] sealed = Files.readAllBytes(secrets);
    Files.write(secrets, Arrays.copyOf(sealed, sealed.length - 1));
    assertRejected(restore(copy), "is damaged", "secrets.enc");
    Files.write(secrets, sealed);

    Path sums = copy.resolve("SHA256SUMS");
    List<String> lines = Files.readAllLines(sums);
    Files.write(sums, lines.subList(1, lines.size()));
    assertRejected(restore(copy), "is damaged", "SHA256SUMS");
    Files.write(sums, lines);

    Path info = copy.resolve("backup.json");
    Files.writeString(info, Files.readString(info).replace("\"format\":1", "\"format\":2"));
    assertRejected(restore(copy), "is damaged", "backup.json");
  }

  @Test
  void anUnfinishedOrMissingBackupIsNeverTaken() throws IOException {
    Path partial = Files.createDirectories(directory.resolve("b/backup-20270101T000000Z.partial"));
    Files.writeString(partial.resolve("backup.json"), "{}");

    assertRejected(restore(partial.getParent()), "interrupted");
    assertRejected(restore(directory.resolve("none")), "is not a directory of backups");
    assertRejected(restore(Files.createDirectory(directory.resolve("e"))), "contains no backup");
  }

  @Test
  void aDatabaseIsNeverReplaced() throws IOException {
    Path data = directory.resolve("new");
    Files.createDirectories(data.resolve("postgres"));
    Files.writeString(data.resolve("postgres/PG_VERSION"), "18\n");

    Ended occupied = restore(backups);
    Ended running = server.runHere("restore", backups.toString());
    Files.writeString(data.resolve("pepper"), "another\n");
    FileUtils.deleteDirectory(data.resolve("postgres").toFile());
    Ended otherPepper = restore(backups);

    assertThat(occupied.status()).isEqualTo(1);
    assertThat(occupied.err()).contains("already contains a database", "Nothing was changed");
    assertThat(running.status()).isEqualTo(1);
    assertThat(running.err()).contains("is already running");
    assertThat(otherPepper.status()).isEqualTo(1);
    assertThat(otherPepper.err()).contains("pepper exists and is not the one of the backup");
    assertThat(Files.readString(data.resolve("pepper"))).isEqualTo("another\n");
    assertThat(server.isReady()).isTrue();
  }

  @Test
  void oneOfTwoBackupsAtTheSameTimeIsRejected() throws Exception {
    Path other = directory.resolve("backups");
    Ended sameDirectory;
    try (BackupDirectory _ = BackupDirectory.own(other)) {
      sameDirectory = server.runHere("backup", other.toString());
    }
    Ended sameDatabase;
    String url = server.databaseUrl().replace("/remitflex?", "/postgres?");
    try (Connection session = DriverManager.getConnection(url);
        Statement statement = session.createStatement()) {
      statement.execute("SELECT public.remitflex_keep_wal()");
      sameDatabase = server.runHere("backup", other.toString());
    }

    assertThat(sameDirectory.status()).isEqualTo(1);
    assertThat(sameDirectory.err()).contains("Another backup is running");
    assertThat(sameDatabase.status()).isEqualTo(1);
    assertThat(sameDatabase.err()).contains("Another backup is running");
    assertThat(complete(other)).isEmpty();
  }

  /** Load, backup, more load, kill -9, loss of the data directory, restore. */
  @Test
  @Order(Integer.MAX_VALUE)
  void nothingThatWasAcknowledgedBeforeTheBackupIsLost() throws Exception {
    created(pay("after-1"));
    JsonNode sooner = created(depositAddress("polygon"));
    created(depositAddress("ethereum"));
    assertThat(server.runHere("keys", "revoke", id("revoked")).status()).isZero();
    assertThat(server.runHere("keys", "end-grace", id("ended")).status()).isZero();
    JsonNode rolled = newKey("roll", id("rolled"), "--grace-seconds", "0");
    Instant between = archiveTwoPayments();
    server.kill();
    server.killPostgres(Victims.ALL);
    FileUtils.deleteDirectory(server.dataDirectory().toFile());
    restoreBetween(between);
    interruptARestore();

    Ended restored = server.runHere("restore", backup.toString());
    assertThat(restored.status()).as(restored.out() + restored.err()).isZero();
    assertThat(restored.out())
        .contains("All sessions of the Dashboard have ended", "3 API keys were restricted again")
        .contains("All rails are paused", "./remitflex treasury resume --all --cause restore")
        .contains("2 deposit addresses that were created since the backup are known again")
        .doesNotContain("suspended", "a million");
    server.start();
    assertThat(server.client().get("/v1/deposit-addresses").json().path("data"))
        .hasSize(3)
        .contains(depositBefore, sooner);

    for (String dead : List.of("revoked", "rolled", "ended")) {
      assertThat(use(KEYS.get(dead)).errorCode()).as(dead).isEqualTo("API_KEY_REVOKED");
    }
    for (JsonNode alive : List.of(KEYS.get("kept"), KEYS.get("newer"), rolled)) {
      assertThat(use(alive).status()).isEqualTo(200);
    }

    ACKNOWLEDGED.forEach((key, first) -> {
      Answer again = pay(key);
      assertThat(created(again)).isEqualTo(first);
      assertThat(again.header("Idempotent-Replayed")).contains("true");
    });
    ApiClient client = server.client();
    assertThat(client.get("/v1/payments?limit=1").json().at("/pagination/total").asInt())
        .isGreaterThanOrEqualTo(PAYMENTS);
    String waiting = created(pay("after-2")).path("id").asText();
    resumeAfterRestore(waiting);
    Ended doctor = server.runHere("doctor");
    assertThat(doctor.status()).as(doctor.out()).isZero();

    Ended ambiguous = server.runHere("restore", backups.toString(), "--to", between.toString());
    assertThat(ambiguous.status()).isEqualTo(1);
    assertThat(ambiguous.err()).contains("timelines [2]", "--timeline 2", "Nothing was changed");

    // The restored platform is backed up again, on its new timeline, after an interrupted backup.
    Path partial = Files.createDirectory(backups.resolve("backup-20270101T000000Z.partial"));
    Ended second = server.runHere("backup", backups.toString());
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(complete(backups)).hasSize(2);
    assertThat(partial).doesNotExist();
    Ended verified = server.runHere("restore", "--verify", backups.toString());
    assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
  }

  /** The rails of a restored platform begin nothing before an operator has compared the books. */
  private static void resumeAfterRestore(String payment) throws SQLException {
    try (Connection session = DriverManager.getConnection(server.databaseUrl());
        Statement statement = session.createStatement()) {
      Await.until(
          "the payment waits for the end of the pause",
          () -> {
            try {
              return text(
                      statement,
                      "count(*) FROM rail_order WHERE waiting = 'paused' AND payment_id = '"
                          + payment
                          + "'")
                  .equals("1");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
    }
    Ended resumed =
        server.runHere("treasury", "resume", "--all", "--cause", "restore", "--reason", "compared");
    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(resumed.out()).contains("everything is not paused");
    ApiClient client = server.client();
    Await.until(
        "the payment is delivered",
        () -> client.get("/v1/payments/" + payment).json().path("status").asText(),
        "delivered"::equals);
  }

  /** Pays, notes the time, pays again, and waits until the WAL of both is in the archive. */
  private static Instant archiveTwoPayments() throws Exception {
    created(pay("first"));
    String url = server.databaseUrl().replace("/remitflex?", "/postgres?");
    try (Connection session = DriverManager.getConnection(url);
        Statement statement = session.createStatement()) {
      Instant between = time(statement, "clock_timestamp()");
      created(pay("second"));
      String wal = text(statement, "pg_walfile_name(pg_current_wal_lsn())");
      statement.execute("SELECT pg_switch_wal()");
      Await.until(
          "the WAL is archived and compressed",
          () -> Files.exists(backups.resolve("wal").resolve(wal + ".gz")));
      return between;
    }
  }

  private static Instant time(Statement statement, String expression) throws SQLException {
    return Instant.parse(
        text(
            statement,
            "to_char(" + expression + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
  }

  private static String text(Statement statement, String expression) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + expression)) {
      row.next();
      return row.getString(1);
    }
  }

  /** A restore to this time has the first of the two payments, and not the second. */
  private void restoreBetween(Instant between) throws SQLException {
    Path data = directory.resolve("new");
    Map<String, String> other =
        Map.of("REMITFLEX_DATA_DIR", data.toString(), "REMITFLEX_BACKUP_DIR", "");
    Ended early =
        server.runHere(other, "restore", backups.toString(), "--to", "2020-01-31T00:00:00Z");
    assertThat(early.err()).contains("The oldest backup ended at", "Choose a later time");
    Ended late =
        server.runHere(other, "restore", backups.toString(), "--to", "2099-01-31T00:00:00Z");
    assertRejected(late, "The archived WAL ends before this time");

    Ended restored =
        server.runHere(other, "restore", backups.toString(), "--to", between.toString());
    assertThat(restored.status()).as(restored.err()).isZero();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data, line -> {});
        Connection session = DriverManager.getConnection(TestPostgres.url(postgres));
        Statement statement = session.createStatement()) {
      assertThat(
              text(
                  statement,
                  "string_agg(key, ' ') FROM idempotency WHERE key ~ '^(first|second)$'"))
          .isEqualTo("first");
    }
  }

  /** What a restore leaves that was killed; nothing but another restore may go on with it. */
  private static void interruptARestore() throws IOException {
    Path postgres = Files.createDirectories(server.dataDirectory().resolve("postgres"));
    Files.writeString(postgres.resolve("PG_VERSION"), "18\n");
    Files.writeString(server.dataDirectory().resolve("restore.unfinished"), "");
    Ended doctor = server.runHere("doctor");
    assertThat(doctor.status()).isEqualTo(1);
    assertThat(doctor.err()).contains("was interrupted", "./remitflex restore again");
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void withoutTheJournalAllKeysAreSuspendedUntilAnOperatorConfirmsThem() {
    Map<String, String> other =
        Map.of(
            "REMITFLEX_DATA_DIR", directory.resolve("new").toString(),
            "REMITFLEX_JOURNAL_DIR", directory.resolve("journal").toString(),
            "REMITFLEX_BACKUP_DIR", "");

    Ended restored = server.runHere(other, "restore", backup.toString());
    assertThat(restored.status()).as(restored.err()).isZero();
    assertThat(restored.out())
        .contains("all 5 API keys are suspended", "keys resume --all")
        .contains("0 deposit addresses that were created", "a million addresses are left out");
    assertThat(server.runHere(other, "doctor").out())
        .contains("ok    keys", "5 API keys are suspended since a restore");

    assertThat(server.runHere(other, "keys", "revoke", id("revoked")).status()).isZero();
    assertThat(server.runHere(other, "keys", "resume").status()).isEqualTo(1);
    assertThat(server.runHere(other, "keys", "resume", id("kept")).out())
        .contains("1 API keys were resumed", "3 API keys are still suspended");
    assertThat(server.runHere(other, "keys", "resume", "--all").out())
        .contains("3 API keys were resumed")
        .doesNotContain("still");
  }
}
