package com.remitflex.testing;

import com.remitflex.App;
import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.ledger.LedgerInvariants;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.accounts.deposits.DepositInvariants;
import com.remitflex.features.accounts.tiers.SentSignatureStore;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.compliance.reviews.Reviews;
import com.remitflex.features.exchange.positions.FxInvariants;
import com.remitflex.features.members.TestPeople;
import com.remitflex.features.members.people.RowMacStore;
import com.remitflex.features.members.signin.Password;
import com.remitflex.features.payments.PaymentInvariants;
import com.remitflex.features.webhooks.deliveries.WebhookInvariants;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.web.dashboard.site.DashboardSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real server on a real database for one test class; after every test the ledger must be whole.
 * Register it as a static {@code @RegisterExtension}.
 */
public final class TestServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /**
   * The passwords of the people of a server, by their number. Servers share them, since a hash
   * takes long; the people of one server have a password each.
   */
  private static final Map<Integer, HashedPassword> PASSWORDS = new ConcurrentHashMap<>();

  private final Map<String, String> settings;
  private final AtomicInteger names = new AtomicInteger();
  private final Set<String> passwords = ConcurrentHashMap.newKeySet();
  private String databaseUrl = "";

  /** Of the database that the server uses, which a test may have named. */
  private String usedUrl = "";

  private Storage storage;
  private App app;

  /** The class and its nested classes that run, some of them at the same time. */
  private final AtomicInteger classes = new AtomicInteger();

  private record HashedPassword(String text, String hash) {
    static HashedPassword generate() {
      String text = MintedSecrets.password(Password.generate());
      return new HashedPassword(text, CheapHash.of(text));
    }
  }

  private TestServer(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * A server whose limits are off and whose payments and deposits stay pending, unless a setting
   * differs.
   */
  public static TestServer with(Map<String, String> settings) {
    return new TestServer(settings);
  }

  public static TestServer standard() {
    return with(Map.of());
  }

  /** Called for each nested class too, which shares the server of the class around it. */
  @Override
  public void beforeAll(ExtensionContext context) {
    if (classes.getAndIncrement() > 0) {
      return;
    }
    databaseUrl = TestDatabase.create();
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "REMITFLEX_SIGN_INS_PER_MINUTE", "0",
                "REMITFLEX_PORT", "0",
                "REMITFLEX_DATABASE_URL", databaseUrl,
                "REMITFLEX_SECRETS_DIR", TestDatabase.secretsDirectory().toString(),
                "REMITFLEX_DATA_DIR", TestDatabase.secretsDirectory().toString(),
                "REMITFLEX_JOURNAL_DIR", journalDirectory(databaseUrl).toString(),
                "REMITFLEX_RATE_LIMIT_PER_MINUTE", "0",
                "REMITFLEX_UNAUTHORIZED_PER_MINUTE", "0",
                "REMITFLEX_SANDBOX_PENDING_MILLIS", "3600000",
                "REMITFLEX_PUBLIC_URL", "https://api.example.com"));
    environment.put("REMITFLEX_SANDBOX_BLOCK_MILLIS", "3600000");
    environment.put("REMITFLEX_CHAIN_POLL_MILLIS", "100");
    environment.putAll(settings);
    usedUrl = environment.getOrDefault("REMITFLEX_DATABASE_URL", databaseUrl);
    Config config = Config.read(environment);
    storage = Storage.start(config, line -> {});
    app = new App(config, storage);
  }

  /** Each database has its own: another one's would look as if this one had been restored. */
  private static Path journalDirectory(String databaseUrl) {
    String name = databaseUrl.replaceFirst("[?].*", "").replaceFirst(".*/", "");
    return TestDatabase.secretsDirectory().resolve("journal-" + name);
  }

  /** A fast run checks the ledger after the last test of the class. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (!Seeded.isFast()) {
      assertWhole();
    }
    MintedSecrets.requireNoneFound();
  }

  /** Called too if an extension before this one has skipped the class: there is no server then. */
  @Override
  public void afterAll(ExtensionContext context) {
    if (classes.decrementAndGet() != 0) {
      return;
    }
    app.close();
    try {
      assertWhole();
      MintedSecrets.requireNoneIn(database(), passwords);
      AuditedActions.requireKnown(database());
    } finally {
      storage.close();
      TestDatabase.drop(databaseUrl);
    }
  }

  /** Fails unless every invariant of ledger, payments and audit log holds now. */
  public void assertWhole() {
    List<String> violations =
        database()
            .inTransaction(handle -> {
              handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
              List<String> found = new ArrayList<>(LedgerInvariants.violations(handle));
              found.addAll(PaymentInvariants.violations(handle));
              found.addAll(FxInvariants.violations(handle));
              found.addAll(DepositInvariants.violations(handle));
              found.addAll(KnownReasons.violations(handle));
              found.addAll(trail().violations(handle));
              found.addAll(RowMacStore.violations(handle));
              found.addAll(KeySpending.violations(handle));
              found.addAll(SentSignatureStore.violations(handle));
              found.addAll(Reviews.violations(handle));
              found.addAll(WebhookInvariants.violations(handle));
              return found;
            });
    TestPlatform.requireNone(violations);
  }

  public int port() {
    return app.port();
  }

  /** The port for metrics and health. */
  public int managementPort() {
    return app.managementPort();
  }

  /** Runs a command on the server's database, in this JVM. */
  public Ended run(String... command) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "REMITFLEX_DATABASE_URL", usedUrl,
                "REMITFLEX_SECRETS_DIR", TestDatabase.secretsDirectory().toString(),
                "REMITFLEX_DATA_DIR", TestDatabase.secretsDirectory().toString()));
    Optional.ofNullable(settings.get("REMITFLEX_NETWORKS_FILE"))
        .ifPresent(file -> environment.put("REMITFLEX_NETWORKS_FILE", file));
    return Commands.run(environment, command);
  }

  public Database database() {
    return storage.database();
  }

  public AuditTrail trail() {
    return storage.trail();
  }

  public ApiKeyService keys() {
    return app.keys();
  }

  /**
   * Writes what was counted until now, which is done every two seconds anyway. A request is counted
   * a moment after its client has the answer.
   */
  public void countNow() {
    do {
      Await.pause(Duration.ofMillis(150));
    } while (app.meter().flush() > 0);
  }

  /** A new account with 1,000,000 of each stablecoin in the sandbox; answers its id. */
  public String newAccount() {
    return new AccountOpening(database(), trail()).open("Account " + names.incrementAndGet()).id();
  }

  /** Someone new with this role in the account, past any invitation. */
  public TestPerson newPerson(String accountId, String role) {
    int number = names.incrementAndGet();
    String email = "person" + number + "@example.com";
    HashedPassword password = PASSWORDS.computeIfAbsent(number, any -> HashedPassword.generate());
    passwords.add(password.text());
    String id =
        database()
            .inTransaction(
                handle -> TestPeople.create(handle, accountId, email, password.hash(), role));
    return new TestPerson(id, email, password.text());
  }

  /** The live tails of the server. */
  public RequestFeeds feeds() {
    return app.feeds();
  }

  /** The Dashboard, for its table of pages. */
  public DashboardSite dashboard() {
    return app.dashboard();
  }

  /** A browser without cookies. */
  public PageClient browser() {
    return new PageClient(port());
  }

  /** Sets what is verified of an account, past the command that does it. */
  public void verify(String accountId, Account.Verification level) {
    database()
        .use(handle ->
            handle.execute(
                "UPDATE account SET verification = ? WHERE id = ?", level.word(), accountId));
  }

  /** A new account that may have live keys; answers its id. */
  public String newVerifiedAccount() {
    String accountId = newAccount();
    verify(accountId, Account.Verification.KYB);
    return accountId;
  }

  /**
   * Adds live money, which no endpoint gives: the operator owed it to the account before the books
   * of any network began.
   */
  public void giveLive(String accountId, Currency currency, long amountMinor) {
    LiveMoney.give(database(), accountId, currency, amountMinor);
  }

  /** A new key of this account. */
  public IssuedKey newKey(String accountId, Environment environment, Scope scope) {
    IssuedKey created =
        keys()
            .create(
                new HeadId(accountId, environment),
                NewKey.of(scope, "key " + names.incrementAndGet()))
            .orElseThrow();
    MintedSecrets.key(created.secret());
    return created;
  }

  /** A client with a new key of a new account. */
  public ApiClient newClient(Scope scope) {
    return client(newKey(newAccount(), Environment.SANDBOX, scope).secret());
  }

  /** A client with a new write key of this account in this environment. */
  public ApiClient clientOf(String accountId, Environment environment) {
    return client(newKey(accountId, environment, Scope.WRITE).secret());
  }

  /** A client that sends this key. */
  public ApiClient client(String key) {
    return new ApiClient(port(), key);
  }
}
