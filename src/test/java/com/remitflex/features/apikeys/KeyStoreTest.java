package com.remitflex.features.apikeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who can write the table of keys, but has no pepper, can neither make a key nor raise one. */
class KeyStoreTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String CURRENT = "/v1/api-keys/current";
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

  private static KeyHasher hasher;
  private static KeyStore store;

  /** A change of a key's row; `:another` is a second key of another account. */
  private record Change(String column, String assignment) {
    @Override
    public String toString() {
      return column + ": " + assignment;
    }
  }

  private static final List<Change> CHANGES =
      List.of(
          new Change("id", "id = 'key_' || reverse(substr(id, 5))"),
          new Change("account_id", "account_id = (SELECT account_id FROM another)"),
          new Change("environment", "environment = 'live'"),
          new Change("scope", "scope = 'admin'"),
          new Change("scope", "scope = 'read'"),
          new Change("key_hash", "key_hash = sha256(convert_to(id, 'UTF8'))"),
          new Change("key_hash", "key_hash = sha256(key_hash)"),
          new Change("expires_at", "expires_at = NULL"),
          new Change("expires_at", "expires_at = 'infinity'"),
          new Change("expires_at", "expires_at = expires_at + interval '1 ms'"),
          new Change("expires_at", "expires_at = expires_at - interval '1 ms'"),
          new Change("revoked_at", "state = 'revoked', revoked_at = clock_timestamp()"),
          new Change("generation", "generation = 2"),
          new Change("ip_allow_list", "ip_allow_list = '0.0.0.0/0'"),
          new Change("rate_limit_per_minute", "rate_limit_per_minute = 0"),
          new Change("per_payment", "per_payment = 1, per_payment_currency = 'USDC'"),
          new Change("per_payment_currency", "per_payment = 1, per_payment_currency = 'USDC'"),
          new Change("per_day", "per_day = 1, per_day_currency = 'USDC'"),
          new Change("per_day_currency", "per_day = 1, per_day_currency = 'USDC'"),
          new Change("suspended_at", "suspended_at = clock_timestamp()"),
          new Change("decoy_account_id", "decoy_account_id = account_id"),
          new Change("row_mac", "row_mac = ''"),
          new Change("row_mac", "row_mac = decode(repeat('00', 32), 'hex')"),
          new Change("row_mac", "row_mac = (SELECT row_mac FROM another)"));

  /** `state` follows from `revoked_at`, and a CHECK keeps the two consistent. */
  private static final List<String> GRANTING_NOTHING =
      List.of("created_at", "display", "name", "number", "state", "warned_days");

  static Stream<Change> changes() {
    return CHANGES.stream();
  }

  @BeforeAll
  static void open() {
    hasher = Secrets.open(server.database(), TestDatabase.secretsDirectory(), Optional.empty());
    store = new KeyStore(hasher);
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aKeyWhoseRowWasChangedIsUnknown(Change change) {
    IssuedKey key = expiringKey(Scope.WRITE, Duration.ofHours(1));

    change(change, key);

    assertUnknown(server.client(key.secret()).get(CURRENT));
    assertUnknown(server.client(key.secret()).post("/v1/payments", PAYMENT));
  }

  /** The node trusts what it read before; a write reads the row again. */
  @ParameterizedTest
  @MethodSource("changes")
  void aKeyInUseWhoseRowIsChangedIsNotRaisedAndWritesNothing(Change change) {
    IssuedKey key = expiringKey(Scope.WRITE, Duration.ofHours(1));
    ApiClient client = server.client(key.secret());
    assertThat(client.get("/v1/balances").status()).isEqualTo(200);

    change(change, key);

    ApiClient.Answer answer = client.post("/v1/payments", PAYMENT);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.errorCode()).isEqualTo("UNAUTHORIZED");
    assertThat(payments(key.key().accountId())).isZero();
  }

  @Test
  void everyColumnIsEitherSealedOrGrantsNothing() {
    List<String> columns =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery(
                        """
                        SELECT column_name::text FROM information_schema.columns
                        WHERE table_name = 'api_key' AND table_schema = current_schema()
                        """)
                    .mapTo(String.class)
                    .list());
    TreeSet<String> known = new TreeSet<>(GRANTING_NOTHING);
    CHANGES.forEach(change -> known.add(change.column()));

    assertThat(new TreeSet<>(columns)).isEqualTo(known);
  }

  @Test
  void aChangeOfWhatGrantsNothingLeavesTheKeyValid() {
    IssuedKey key = expiringKey(Scope.WRITE, Duration.ofHours(1));

    update(
        key,
        "name = 'another name', display = 'rf_test_abcd…wxyz', created_at = clock_timestamp()");

    assertThat(server.client(key.secret()).get(CURRENT).status()).isEqualTo(200);
  }

  @Test
  void aRevokedKeyIsNotRevivedByEditingItsRow() {
    IssuedKey key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.WRITE);
    server.keys().revoke(key.key().id()).orElseThrow();

    update(key, "state = 'active', revoked_at = NULL");

    assertUnknown(server.client(key.secret()).get(CURRENT));
  }

  @Test
  void anExpiredKeyIsNotRevivedByEditingItsRow() {
    IssuedKey key = expiringKey(Scope.WRITE, Duration.ofMillis(-1));
    assertUnknown(server.client(key.secret()).get(CURRENT));

    update(key, "expires_at = NULL");

    assertUnknown(server.client(key.secret()).post("/v1/payments", PAYMENT));
  }

  @Test
  void twoKeysWhoseHashesAreSwappedAreBothUnknown() {
    String account = server.newAccount();
    IssuedKey reader = server.newKey(account, Environment.SANDBOX, Scope.READ);
    IssuedKey admin = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);

    swap(reader, admin, "key_hash = :hash");

    assertUnknown(server.client(reader.secret()).get(CURRENT));
    assertUnknown(server.client(admin.secret()).get(CURRENT));
  }

  @Test
  void twoKeysWhoseHashesAndSealsAreSwappedAreBothUnknown() {
    IssuedKey reader = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
    IssuedKey admin = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN);

    swap(reader, admin, "key_hash = :hash, row_mac = :mac");

    assertUnknown(server.client(reader.secret()).get(CURRENT));
    assertUnknown(server.client(admin.secret()).get(CURRENT));
  }

  @Test
  void aRowMadeWithoutThePepperIsNoKey() {
    IssuedKey genuine = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
    String secret = ApiKeyFormat.generate(Environment.SANDBOX);
    // The attacker knows the program, not the pepper.
    KeyHasher guess = new KeyHasher(new byte[32]);
    ApiKey forged = key(guess, genuine.key().accountId(), secret, Scope.ADMIN, Optional.empty());
    server
        .database()
        .use(handle ->
            Writes.send(handle, writes -> new KeyStore(guess).insert(writes, List.of(forged))));
    assertUnknown(server.client(secret).get(CURRENT));

    // A hash under the right pepper, as a node would look for it, is still no seal.
    server
        .database()
        .use(handle ->
            handle
                .createUpdate("UPDATE api_key SET key_hash = :hash WHERE id = :id")
                .bind("hash", hasher.hash(secret))
                .bind("id", forged.id())
                .execute());
    assertUnknown(server.client(secret).get(CURRENT));
  }

  @Test
  void aKeyFoundInTheTableIsWhatWasWritten() {
    IssuedKey created = expiringKey(Scope.ADMIN, Duration.ofDays(90));
    ApiKey written = created.key();

    ApiKey read =
        server.database().with(handle -> store.byIds(handle, List.of(written.id()))).getFirst();

    assertThat(read).usingRecursiveComparison().isEqualTo(written);
  }

  @Test
  void theTableHoldsNoSecret() {
    IssuedKey created = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);

    String row =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT k::text FROM api_key k WHERE id = :id")
                    .bind("id", created.key().id())
                    .mapTo(String.class)
                    .one());

    assertThat(row)
        .contains(ApiKeyText.display(created.secret()))
        .doesNotContain(created.secret().substring(8, 20))
        .doesNotContain(created.secret().substring(30));
  }

  private static void assertUnknown(ApiClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.text())
        .isEqualTo(
            "{\"error\":{\"code\":\"UNAUTHORIZED\","
                + "\"message\":\"No valid API key was provided.\"}}");
    assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
  }

  private static IssuedKey expiringKey(Scope scope, Duration life) {
    String secret = ApiKeyFormat.generate(Environment.SANDBOX);
    return server
        .database()
        .with(handle -> {
          Instant expiry = DatabaseClock.read(handle).plus(life);
          ApiKey key = key(hasher, server.newAccount(), secret, scope, Optional.of(expiry));
          Writes.send(handle, writes -> store.insert(writes, List.of(key)));
          return new IssuedKey(key, secret);
        });
  }

  private static ApiKey key(
      KeyHasher under, String account, String secret, Scope scope, Optional<Instant> expiry) {
    return new ApiKey(
        IdPrefix.API_KEY.next(),
        account,
        Environment.SANDBOX,
        "key of this test",
        scope,
        under.hash(secret),
        ApiKeyText.display(secret),
        Instant.now().truncatedTo(ChronoUnit.MILLIS),
        expiry,
        Optional.empty(),
        0,
        1,
        KeyLimits.NONE,
        Optional.empty(),
        Optional.empty());
  }

  private static void change(Change change, IssuedKey key) {
    update(key, change.assignment());
    assertThat(store(key)).as("the row is in the table, but no key").isEmpty();
  }

  private static void update(IssuedKey key, String assignments) {
    IssuedKey another = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN);
    int changed =
        server
            .database()
            .inTransaction(handle -> {
              // What is written about the key a moment later, in several tables, refers to it.
              handle.execute("SET LOCAL session_replication_role = replica");
              return handle
                  .createUpdate(
                      "WITH another AS (SELECT * FROM api_key WHERE id = :another)"
                          + " UPDATE api_key SET "
                          + assignments
                          + " WHERE id = :id")
                  .bind("another", another.key().id())
                  .bind("id", key.key().id())
                  .execute();
            });
    assertThat(changed).isEqualTo(1);
  }

  private static List<ApiKey> store(IssuedKey key) {
    return server.database().with(handle -> store.byIds(handle, List.of(key.key().id())));
  }

  private static void swap(IssuedKey one, IssuedKey two, String assignments) {
    server
        .database()
        .inTransaction(handle -> {
          handle
              .createUpdate("UPDATE api_key SET key_hash = sha256(key_hash) WHERE id = :id")
              .bind("id", one.key().id())
              .execute();
          for (IssuedKey target : List.of(two, one)) {
            ApiKey source = target == two ? one.key() : two.key();
            handle
                .createUpdate("UPDATE api_key SET " + assignments + " WHERE id = :id")
                .bind("hash", source.hash())
                .bind("mac", hasher.rowMac(source.macParts()))
                .bind("id", target.key().id())
                .execute();
          }
          return null;
        });
  }

  private static int payments(String account) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT count(*) FROM payment WHERE account_id = :account")
                .bind("account", account)
                .mapTo(Integer.class)
                .one());
  }

  /** A roll that commits after the first query of the lookup, whichever that is. */
  @Test
  void aSecretThatIsRetiredDuringItsLookupIsFound() {
    IssuedKey key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
    AtomicBoolean isRolled = new AtomicBoolean();
    SqlLogger rolling =
        new SqlLogger() {
          @Override
          public void logAfterExecution(StatementContext context) {
            if (isRolled.compareAndSet(false, true)) {
              roll(key.key().id());
            }
          }
        };

    Optional<Presented> found =
        server
            .database()
            .with(handle -> {
              handle.getConfig(SqlStatements.class).setSqlLogger(rolling);
              return store.byHash(handle, hasher.hashes(key.secret()));
            });

    assertThat(isRolled).isTrue();
    assertThat(found.map(presented -> presented.key().id())).contains(key.key().id());
  }

  private static void roll(String keyId) {
    RollRequest request = RollRequest.of(3600, false, Optional.empty());
    MintedSecrets.key(server.keys().roll(keyId, request).orElseThrow().secret());
  }
}
