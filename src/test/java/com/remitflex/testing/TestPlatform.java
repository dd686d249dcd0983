package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.ledger.LedgerInvariants;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.accounts.deposits.DepositInvariants;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.exchange.positions.FxInvariants;
import com.remitflex.features.payments.PaymentInvariants;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.features.recipients.saved.SavedRecipientStore;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.Secrets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A database of its own with accounts, and engines on it, without HTTP in front. */
public final class TestPlatform implements AutoCloseable {
  private final String url = TestDatabase.create();
  private final Database database = Database.open(url);
  private final KeyHasher hasher =
      Secrets.open(database, TestDatabase.secretsDirectory(), Optional.empty());
  private final AuditTrail trail = new AuditTrail(hasher);

  {
    PepperMac.use(database, hasher);
  }

  private final Engine ownEngine = new Engine(database, new KeyGuard(hasher)).start();
  private final ApiKeyService keys =
      new ApiKeyService(database, ownEngine, hasher, trail, ScopeUse::leastPrivilege);

  /** What is to be closed, the last one first. */
  private final Deque<Runnable> parts =
      new ArrayDeque<>(List.of(ownEngine::close, database::close));

  private int names;

  public Database database() {
    return database;
  }

  public KeyHasher hasher() {
    return hasher;
  }

  public AuditTrail trail() {
    return trail;
  }

  public String url() {
    return url;
  }

  /** An engine as a node of its own has it, with its own connections; not started. */
  public Engine node() {
    return node(url);
  }

  /** As {@link #node()}, reaching the database by another address. */
  public Engine node(String through) {
    Database own = Database.open(through);
    PepperMac.use(own, hasher);
    parts.push(own::close);
    Engine engine = new Engine(own, new KeyGuard(hasher));
    parts.push(engine::close);
    return engine;
  }

  /** A new account's sandbox, with 1,000,000 of each stablecoin. */
  public HeadId newAccount() {
    return new HeadId(
        new AccountOpening(database, trail).open("Account " + ++names).id(), Environment.SANDBOX);
  }

  /** A new account's sandbox without any money, with a default recipient in Spain. */
  public HeadId newEmptyAccount() {
    return database.inTransaction(handle -> {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      String id =
          AccountStore.create(handle, "Account " + ++names, Account.Verification.NONE, now).id();
      HeadId head = new HeadId(id, Environment.SANDBOX);
      SavedRecipientStore.insertDefault(
          handle,
          SavedRecipient.createDefault(
              head,
              new Recipient(
                  "Name", "ES9121000418450200051332", "CAIXESBBXXX", "ES", Optional.empty()),
              Currency.EUR,
              now));
      return head;
    });
  }

  /** A new write key of the account. */
  public Principal newKey(HeadId head) {
    return Principal.of(
        newKey(head, Scope.WRITE).key().id(), head.accountId(), head.environment(), Scope.WRITE);
  }

  /** A new key of the account. */
  public IssuedKey newKey(HeadId head, Scope scope) {
    IssuedKey created = keys.create(head, NewKey.of(scope, "key " + ++names)).orElseThrow();
    MintedSecrets.key(created.secret());
    return created;
  }

  public ApiKeyService keys() {
    return keys;
  }

  /** A connection that no pool and no engine knows, in a transaction. */
  public Connection stranger() {
    try {
      Connection connection = DriverManager.getConnection(url);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What the audits find after these statements, run by someone who respects neither triggers nor
   * foreign keys, and undone afterwards.
   */
  public List<String> violationsAfter(String... statements) {
    return database.with(handle -> {
      handle.begin();
      try {
        handle.execute("SET LOCAL session_replication_role = replica");
        for (String sql : statements) {
          handle.execute(sql);
        }
        return violations(handle);
      } finally {
        handle.rollback();
      }
    });
  }

  /** What the audits find. */
  public List<String> violations() {
    return database.inTransaction(handle -> {
      handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      return violations(handle);
    });
  }

  private List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(LedgerInvariants.violations(handle));
    found.addAll(PaymentInvariants.violations(handle));
    found.addAll(FxInvariants.violations(handle));
    found.addAll(DepositInvariants.violations(handle));
    found.addAll(KnownReasons.violations(handle));
    found.addAll(trail.violations(handle));
    return found;
  }

  public void assertWhole() {
    requireNone(violations());
  }

  /** Fails if the audits found anything, and tells the report either way. */
  static void requireNone(List<String> violations) {
    if (violations.isEmpty()) {
      Guarantees.ran(Guarantee.LEDGER_WHOLE, 1);
    } else {
      Guarantees.broken(Guarantee.LEDGER_WHOLE, violations.getFirst());
    }
    assertThat(violations).as("violations of the ledger's invariants").isEmpty();
  }

  @Override
  public void close() {
    MintedSecrets.requireNoneIn(database, List.of());
    while (!parts.isEmpty()) {
      parts.pop().run();
    }
  }
}
