package com.remitflex.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  private static final String PEPPER = "0f".repeat(32);

  private static final String URL = TestDatabase.create();

  private static Database database;

  @TempDir Path directory;

  @BeforeAll
  static void open() {
    database = Database.open(URL);
  }

  @BeforeEach
  void empty() {
    database.use(handle -> handle.execute("DELETE FROM secret_check; DELETE FROM api_key"));
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void thePepperIsMadeOnceAndForItsOwnerAlone() throws IOException {
    Path secrets = directory.resolve("a/b");

    KeyHasher made = open(secrets);
    String text = Files.readString(secrets.resolve("pepper"));
    KeyHasher found = open(secrets);

    assertThat(text).matches("[0-9a-f]{64}\n");
    assertThat(permissions(secrets.resolve("pepper"))).isEqualTo("rw-------");
    assertThat(Files.readString(secrets.resolve("pepper"))).isEqualTo(text);
    assertThat(found.check()).isEqualTo(made.check());
  }

  @Test
  void twoDatabasesGetDifferentPeppers() throws IOException {
    open(directory.resolve("one"));
    database.use(handle -> handle.execute("DELETE FROM secret_check"));
    open(directory.resolve("two"));

    assertThat(Files.readString(directory.resolve("one/pepper")))
        .isNotEqualTo(Files.readString(directory.resolve("two/pepper")));
  }

  @Test
  void thePepperIsNotInTheDatabase() throws IOException {
    open(directory);
    String pepper = Files.readString(pepper()).strip();

    String row =
        database.with(handle ->
            handle.createQuery("SELECT s::text FROM secret_check s").mapTo(String.class).one());

    assertThat(row).doesNotContain(pepper);
  }

  /** As after a crash between the file and the database's commit. */
  @Test
  void anEmptyDatabaseTakesThePepperThatIsThere() throws IOException {
    write(PEPPER + "\n");

    KeyHasher hasher = open(directory);

    assertThat(hasher.check()).isEqualTo(new KeyHasher(bytes()).check());
    assertThat(Files.readString(pepper())).isEqualTo(PEPPER + "\n");
  }

  @Test
  void aMissingPepperStopsTheStartAndIsNotReplaced() {
    open(directory);
    Path elsewhere = directory.resolve("elsewhere");

    assertRefused(
        () -> open(elsewhere),
        "The pepper of this database is missing. Restore the file "
            + elsewhere.resolve("pepper")
            + ", or set REMITFLEX_PEPPER or REMITFLEX_SECRETS_DIR. Without the pepper, no API key"
            + " can be verified.");
    assertThat(elsewhere).doesNotExist();
  }

  /** A new pepper would make every one of them useless. */
  @Test
  void noPepperIsMadeForADatabaseThatHasKeys() {
    KeyHasher hasher = open(directory);
    PepperMac.use(database, hasher);
    AuditTrail trail = new AuditTrail(hasher);
    String account = new AccountOpening(database, trail).open("An account").id();
    try (Engine engine = new Engine(database, new KeyGuard(hasher)).start()) {
      new ApiKeyService(database, engine, hasher, trail, ScopeUse::leastPrivilege)
          .create(new HeadId(account, Environment.SANDBOX), NewKey.of(Scope.READ, "a key"))
          .orElseThrow();
    }
    database.use(handle -> handle.execute("DELETE FROM secret_check"));

    assertRefused(
        () -> open(directory.resolve("elsewhere")), "The pepper of this database is missing");
    assertThat(open(directory).check()).isEqualTo(hasher.check());
  }

  @Test
  void anotherDatabasesPepperStopsTheStart() throws IOException {
    open(directory);
    write(PEPPER);

    assertRefused(
        () -> open(directory),
        "The pepper in "
            + pepper()
            + " does not belong to this database. Restore the correct pepper, or set"
            + " REMITFLEX_DATABASE_URL or REMITFLEX_DATA_DIR to its database.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "0f0f", "g", "0f 0f", "\u00ff\u00fe", "0x"})
  void aMalformedPepperStopsTheStartAndIsNotShown(String beginning) throws IOException {
    String malformed = beginning.isBlank() ? beginning : beginning + PEPPER;
    write(malformed);

    assertThatThrownBy(() -> open(directory))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessage("The pepper in " + pepper() + " must be 64 hexadecimal digits (32 bytes).");
    assertThat(checks()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw----r--", "rw--w----", "rw------x"})
  void aPepperThatOthersCanTouchStopsTheStart(String permissions) throws IOException {
    write(PEPPER);
    Files.setPosixFilePermissions(pepper(), PosixFilePermissions.fromString(permissions));

    assertRefused(
        () -> open(directory), "Other users can read " + pepper() + ". Run chmod 600 on it.");
  }

  @Test
  void aPepperThatCannotBeReadStopsTheStart() throws IOException {
    Files.createDirectory(pepper());
    Files.setPosixFilePermissions(pepper(), PosixFilePermissions.fromString("rwx------"));

    assertRefused(
        () -> open(directory), "Cannot read " + pepper() + ". Check its owner and permissions.");
  }

  @Test
  void aLinkThatLeadsNowhereIsNotReplaced() throws IOException {
    Files.createSymbolicLink(pepper(), directory.resolve("nowhere"));

    assertRefused(
        () -> open(directory), "Cannot read " + pepper() + ". Check its owner and permissions.");
    assertThat(directory.resolve("nowhere")).doesNotExist();
  }

  @Test
  void aPepperThatCannotBeWrittenStopsTheStart() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertRefused(
        () -> open(file.resolve("secrets")),
        "Cannot write "
            + file.resolve("secrets/pepper")
            + ". Make REMITFLEX_SECRETS_DIR writable.");
    assertThat(checks()).isZero();
  }

  @Test
  void aPepperFromTheSettingsNeedsNoFileAndWinsOverOne() throws IOException {
    KeyHasher hasher = Secrets.open(database, directory, Optional.of(PEPPER));
    assertThat(pepper()).doesNotExist();

    write("aa".repeat(32));

    String upperCase = PEPPER.toUpperCase(Locale.ROOT);
    assertThat(Secrets.open(database, directory, Optional.of(upperCase)).check())
        .isEqualTo(hasher.check())
        .isEqualTo(new KeyHasher(bytes()).check());
  }

  @Test
  void aWrongPepperInTheSettingsStopsTheStartAndIsNotShown() {
    Secrets.open(database, directory, Optional.of(PEPPER));
    String wrong = "ab".repeat(32);

    assertThatThrownBy(() -> Secrets.open(database, directory, Optional.of(wrong)))
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageStartingWith("The pepper in REMITFLEX_PEPPER does not belong to this database")
        .hasMessageNotContaining(wrong);
    assertThatThrownBy(() -> Secrets.open(database, directory, Optional.of("ab")))
        .hasMessage("The pepper in REMITFLEX_PEPPER must be 64 hexadecimal digits (32 bytes).");
  }

  @Test
  void processesThatStartConcurrentlyShareOnePepper() throws IOException {
    List<Object> results = startAtOnce(Stream.generate(() -> directory).limit(6).toList());

    byte[] check = open(directory).check();
    assertThat(results)
        .allSatisfy(result ->
            assertThat(result)
                .isInstanceOfSatisfying(
                    KeyHasher.class, one -> assertThat(one.check()).isEqualTo(check)));
  }

  /** On two machines, each with its own directory. */
  @Test
  void ofTwoMachinesThatStartConcurrentlyOneCreatesThePepperAndTheOtherRequiresIt()
      throws IOException {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");

    List<Object> results = startAtOnce(List.of(one, two));

    assertThat(results).hasAtLeastOneElementOfType(KeyHasher.class);
    assertThat(results)
        .filteredOn(DatabaseStartException.class::isInstance)
        .singleElement()
        .asString()
        .contains("The pepper of this database is missing");
    assertThat(Stream.of(one, two).filter(d -> Files.exists(d.resolve("pepper")))).hasSize(1);
  }

  /** Each on its own connections, like processes; returns the hashers and the rejections. */
  private List<Object> startAtOnce(List<Path> directories) {
    CountDownLatch ready = new CountDownLatch(directories.size());
    List<CompletableFuture<Object>> starts = new ArrayList<>();
    for (Path secrets : directories) {
      starts.add(
          CompletableFuture.supplyAsync(
              () -> {
                try (Database own = Database.open(URL)) {
                  own.use(handle -> handle.execute("SELECT 1"));
                  ready.countDown();
                  ready.await();
                  return Secrets.open(own, secrets, Optional.empty());
                } catch (DatabaseStartException | InterruptedException e) {
                  return e;
                }
              },
              Thread.ofPlatform()::start));
    }
    return starts.stream().map(CompletableFuture::join).toList();
  }

  private KeyHasher open(Path secrets) {
    return Secrets.open(database, secrets, Optional.empty());
  }

  private static void assertRefused(Runnable start, String message) {
    assertThatThrownBy(start::run)
        .isInstanceOf(DatabaseStartException.class)
        .hasMessageStartingWith(message);
  }

  private Path pepper() {
    return directory.resolve("pepper");
  }

  private void write(String text) throws IOException {
    Files.write(pepper(), text.getBytes(StandardCharsets.ISO_8859_1));
    Files.setPosixFilePermissions(pepper(), PosixFilePermissions.fromString("rw-------"));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static byte[] bytes() {
    return HexFormat.of().parseHex(PEPPER);
  }

  private int checks() {
    return database.with(handle ->
        handle.createQuery("SELECT count(*) FROM secret_check").mapTo(Integer.class).one());
  }
}
