package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.App;
import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.accounts.HeadId;
import com.remitflex.database.Database;
import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import com.remitflex.keys.KeyStore;
import com.remitflex.keys.Keys;
import com.remitflex.ledger.LedgerAudit;
import com.remitflex.payments.PaymentAudit;
import com.remitflex.sandbox.AccountOpening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The real server on a real database for one test class; after every test the ledger must be
 * whole. Register it as a static {@code @RegisterExtension}.
 */
public final class TestServer
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private final Map<String, String> settings;
  private final AtomicInteger names = new AtomicInteger();
  private Storage storage;
  private App app;

  private TestServer(Map<String, String> settings) {
    this.settings = settings;
  }

  /** A server whose rate limit is off and whose payments stay pending, unless a setting differs. */
  public static TestServer with(Map<String, String> settings) {
    return new TestServer(settings);
  }

  public static TestServer standard() {
    return with(Map.of());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "REMITFLEX_PORT", "0",
                "REMITFLEX_DATABASE_URL", TestDatabase.create(),
                "REMITFLEX_SECRETS_DIR", TestDatabase.secretsDirectory().toString(),
                "REMITFLEX_RATE_LIMIT_PER_MINUTE", "0",
                "REMITFLEX_SANDBOX_PENDING_MILLIS", "3600000",
                "REMITFLEX_PUBLIC_URL", "https://api.example.com"));
    environment.putAll(settings);
    Config config = Config.read(environment);
    storage = Storage.start(config, line -> {});
    app = new App(config, storage);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertWhole();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    app.close();
    storage.close();
  }

  /** Fails unless every invariant of ledger and payments holds now. */
  public void assertWhole() {
    List<String> violations =
        database()
            .inTransaction(
                handle -> {
                  handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                  List<String> found = new ArrayList<>(LedgerAudit.violations(handle));
                  found.addAll(PaymentAudit.violations(handle));
                  return found;
                });
    assertThat(violations).as("violations of the ledger's invariants").isEmpty();
  }

  public int port() {
    return app.port();
  }

  public Database database() {
    return storage.database();
  }

  public Keys keys() {
    return new Keys(database(), new KeyStore(storage.hasher()), storage.hasher());
  }

  /** A new account with 1,000,000 of each stablecoin in the sandbox; answers its id. */
  public String newAccount() {
    return new AccountOpening(database()).open("Account " + names.incrementAndGet()).id();
  }

  /** A new key of this account. */
  public Keys.Created newKey(String accountId, Environment environment, Scope scope) {
    return keys()
        .create(
            new HeadId(accountId, environment), scope, "key " + names.incrementAndGet());
  }

  /** A client with a new key of a new account. */
  public ApiClient newClient(Scope scope) {
    return client(newKey(newAccount(), Environment.SANDBOX, scope).secret());
  }

  /** A client that sends this key. */
  public ApiClient client(String key) {
    return new ApiClient(port(), key);
  }
}
