package com.remitflex.web.cli;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.accounts.deposits.DepositService;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.unknown.UnknownTransfers;
import com.remitflex.features.activity.alerts.Alerts;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.members.People;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentService.RailQueue;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.webhooks.deliveries.DeliveryService;
import com.remitflex.features.webhooks.endpoints.EndpointCipher;
import com.remitflex.features.webhooks.endpoints.UrlRules;
import com.remitflex.features.webhooks.endpoints.WebhookService;
import com.remitflex.features.webhooks.replay.ReplayService;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.outbound.OutboundClient;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** The services for one command, on the database of a running server or one opened for it. */
public final class CommandContext implements AutoCloseable {
  private static final int MAX_RETENTION_DAYS = 3_650;

  private final Runnable closer;
  private final Database database;
  private final Engine engine;
  private final AuditTrail trail;
  private final KeyHasher hasher;
  private final ApiKeyService keys;
  private final AccountOpening opening;
  private final AccountService accounts;
  private final String publicUrl;
  private final Alerts alerts;
  private final DepositAddressService depositAddresses;
  private final Function<CommandContext, Treasury> treasury;
  private final boolean webhookLoopback;
  private Optional<OutboundClient> outbound = Optional.empty();

  /**
   * The context of one command.
   *
   * @param publicUrl base of every link
   * @param depositAddresses the deposit addresses, with the networks of this installation
   * @param treasury the treasury of this installation's networks
   * @param webhookLoopback whether webhook endpoints of the sandbox may be on this machine
   * @param journal writes what was restricted to the revocation journal
   * @param closer closes the storage after the command
   */
  public CommandContext(
      Database database,
      KeyHasher hasher,
      AuditTrail trail,
      String publicUrl,
      BiFunction<Database, Engine, DepositAddressService> depositAddresses,
      Function<CommandContext, Treasury> treasury,
      boolean webhookLoopback,
      Runnable journal,
      Runnable closer) {
    this.closer = closer;
    this.database = database;
    this.hasher = hasher;
    this.engine = new Engine(database, new KeyGuard(hasher)).start();
    this.keys =
        new ApiKeyService(
            database, engine, hasher, trail, ScopeUse::leastPrivilege, publicUrl, journal);
    this.opening = new AccountOpening(database, trail);
    this.accounts = new AccountService(database, engine, trail);
    this.trail = trail;
    this.publicUrl = publicUrl;
    this.alerts = new Alerts(database, engine, hasher, trail);
    this.depositAddresses = depositAddresses.apply(database, engine);
    this.treasury = treasury;
    this.webhookLoopback = webhookLoopback;
  }

  public Database database() {
    return database;
  }

  public Engine engine() {
    return engine;
  }

  KeyHasher hasher() {
    return hasher;
  }

  public AuditTrail trail() {
    return trail;
  }

  ApiKeyService keys() {
    return keys;
  }

  Alerts alerts() {
    return alerts;
  }

  /** The switches that stop rails. */
  public Pauses pauses() {
    return new Pauses(database, trail);
  }

  /** The rules that hold payments for review. */
  public ReviewRules reviewRules() {
    return new ReviewRules(database, trail);
  }

  /** The payments that the rails have. */
  public List<RailQueue> queues() {
    return PaymentService.queues(database);
  }

  /** The number of held deposits of all accounts that no operator has decided. */
  public long heldDeposits() {
    DepositService.Totals totals = deposits().totals();
    return Stream.of(Environment.values()).mapToLong(totals::undecidedIn).sum();
  }

  DepositService deposits() {
    return new DepositService(database, engine, trail);
  }

  UnknownTransfers unknownTransfers() {
    return new UnknownTransfers(database, depositAddresses);
  }

  /** The treasury, which the caller closes. */
  public Treasury treasury() {
    return treasury.apply(this);
  }

  public DepositAddressService depositAddresses() {
    return depositAddresses;
  }

  /** Created on demand: it loads the libraries of TLS and HTTP. */
  public WebhookService webhooks() {
    OutboundClient client = outbound.orElseGet(() -> OutboundClient.create("RemitFlex"));
    outbound = Optional.of(client);
    return new WebhookService(
        database,
        engine,
        trail,
        new EndpointCipher(hasher),
        new UrlRules(client, webhookLoopback, (head, url) -> false));
  }

  public DeliveryService deliveries() {
    return new DeliveryService(database, webhooks());
  }

  public ReplayService replays() {
    return new ReplayService(database, engine, trail, webhooks());
  }

  AuditLog auditLog() {
    return new AuditLog(database, trail);
  }

  /** The history of requests: all that is stored, whatever the server's retention is. */
  RequestHistory requests() {
    DatabaseClock clock = new DatabaseClock();
    Instant before = Instant.now();
    Instant read = database.with(DatabaseClock::read);
    clock.observe(before, read, Instant.now());
    return new RequestHistory(database, clock, MAX_RETENTION_DAYS, new RequestFeeds(database));
  }

  /** Created on demand: it loads the password libraries, which most commands do not need. */
  People people() {
    return new People(database, hasher, trail, publicUrl);
  }

  AccountOpening opening() {
    return opening;
  }

  /** The account with this ID, or the first account of the installation. */
  public Account account(Optional<String> id) {
    return (id.isPresent() ? accounts.find(id.get()) : accounts.first())
        .orElseThrow(() ->
            ApiError.of(
                    ErrorCode.NOT_FOUND,
                    id.isPresent()
                        ? "No account with this ID exists."
                        : "No account exists yet. Start ./remitflex up once, or run"
                            + " ./remitflex accounts create --name NAME.")
                .exception());
  }

  AccountService accounts() {
    return accounts;
  }

  /** The key with this ID. */
  ApiKey key(String id) {
    return keys.find(id)
        .orElseThrow(() ->
            ApiError.of(
                    ErrorCode.NOT_FOUND,
                    "No API key with this ID exists. ./remitflex keys list shows the IDs.")
                .exception());
  }

  @Override
  public void close() {
    outbound.ifPresent(OutboundClient::close);
    engine.close();
    closer.run();
  }
}
