package com.remitflex;

import com.remitflex.core.audit.AuditWitnessLog;
import com.remitflex.core.idempotency.IdempotencyCleanup;
import com.remitflex.core.idempotency.IdempotencyLookup;
import com.remitflex.features.accounts.AccountRoutes;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.accounts.deposits.DepositRoutes;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressRoutes;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.sandbox.SandboxDepositRoutes;
import com.remitflex.features.activity.alerts.AlertCleanup;
import com.remitflex.features.activity.alerts.AlertRoutes;
import com.remitflex.features.activity.audit.AuditRoutes;
import com.remitflex.features.activity.requests.IdempotencyRoutes;
import com.remitflex.features.activity.requests.KeyRequestRoutes;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.activity.usage.UsageCleanup;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.features.activity.usage.UsageRoutes;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.features.apikeys.ratelimit.AddressRateLimiter;
import com.remitflex.features.apikeys.ratelimit.RateLimiter;
import com.remitflex.features.compliance.AddressScreening;
import com.remitflex.features.corridors.CorridorRoutes;
import com.remitflex.features.corridors.CorridorService;
import com.remitflex.features.corridors.CurrencyRoutes;
import com.remitflex.features.corridors.changes.NoticeWorker;
import com.remitflex.features.corridors.rates.sources.LiveRates;
import com.remitflex.features.events.EventRoutes;
import com.remitflex.features.events.EventStreams;
import com.remitflex.features.events.inbox.InboxReceiver;
import com.remitflex.features.events.inbox.InboxRoutes;
import com.remitflex.features.leaks.reports.LeakReports;
import com.remitflex.features.leaks.reports.LeakRoutes;
import com.remitflex.features.members.SignInCleanup;
import com.remitflex.features.payments.creation.PaymentRoutes;
import com.remitflex.features.payments.offramps.OffRampRoutes;
import com.remitflex.features.payments.sandbox.SandboxRoutes;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.saved.RecipientRoutes;
import com.remitflex.features.recipients.saved.RecipientService;
import com.remitflex.features.statements.BalanceRoutes;
import com.remitflex.features.statements.BalanceService;
import com.remitflex.features.statements.months.StatementRoutes;
import com.remitflex.features.statements.months.StatementService;
import com.remitflex.features.statements.transactions.MovementExport.StreamLimit;
import com.remitflex.features.statements.transactions.MovementRoutes;
import com.remitflex.features.statements.transactions.MovementService;
import com.remitflex.features.treasury.books.TreasuryAddresses;
import com.remitflex.features.webhooks.deliveries.DeliveryCleanup;
import com.remitflex.features.webhooks.deliveries.DeliveryRoutes;
import com.remitflex.features.webhooks.endpoints.WebhookRoutes;
import com.remitflex.features.webhooks.replay.ReplayRoutes;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.backup.WalArchive;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.Gateway;
import com.remitflex.platform.http.gateway.HttpServer;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.server.ClientAddress;
import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.platform.jobs.Maintenance;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.web.api.RouteTable;
import com.remitflex.web.dashboard.site.DashboardSite;
import com.remitflex.web.docs.Manual;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The running server: its parts start in order, and stop in the reverse order. */
public final class App implements AutoCloseable {
  private final Parts parts = new Parts();
  private final Readiness readiness;
  private final HttpServer management;
  private final HttpServer server;
  private final ApiKeyService keys;
  private final UsageMeter meter;
  private final DashboardSite dashboard;
  private final RequestFeeds feeds;

  /** What a server that has just started reports, and the services for its first steps. */
  public record Started(
      int port,
      int managementPort,
      ApiKeyService keys,
      AccountService accounts,
      DepositAddressService depositAddresses) {}

  /** Starts the server; the caller closes the storage. */
  public App(Config config, Storage storage) {
    this(config, storage, started -> {});
  }

  /**
   * Starts the server; the caller closes the storage.
   *
   * @param announce receives the ports before the server reports itself as ready
   */
  public App(Config config, Storage storage, Consumer<Started> announce) {
    ProcessMetrics metrics =
        parts.started(
            new ProcessMetrics(BuildInfo.current().version(), BuildInfo.current().revision()));
    Traces traces =
        parts.started(
            Traces.to(
                config.otlpEndpoint(), config.tracesPercent(), BuildInfo.current().version()));
    Node node = new Node(config, storage, new DatabaseClock(), metrics.registry(), traces, parts);
    this.readiness = new Readiness(node.database());
    try {
      this.management = node.started(ManagementParts.start(config, metrics, readiness));
      node.started(readiness.measuredBy(node.meters()));
      node.database().measuredBy(node.meters());
      node.database().connectionsAs(traces::traced);
      KeyParts keyParts = KeyParts.start(node);
      AddressScreening blocked = DepositParts.blocked(node);
      DepositParts deposits =
          DepositParts.start(node, keyParts.engine(), keyParts.addressLog(), blocked);
      Pauses pauses = new Pauses(node.database(), node.audit());
      ChainParts chains =
          ChainParts.start(
              node,
              pauses,
              keyParts.lease().nodeId(),
              ChainParts.treasuries(config)
                  .and(new TreasuryAddresses(node.database()))
                  .and(deposits.chain()),
              deposits.chain());
      if (!config.networks().isEmpty()) {
        node.started(deposits.countConfirmations(config));
      }
      TreasuryParts.start(node, chains, deposits.addresses(), pauses);
      LiveRates rates =
          node.started(
              new LiveRates(config.rates(), node.clock()::now).measuredBy(node.meters()).start());
      PaymentParts payments =
          PaymentParts.start(
              node,
              keyParts.engine(),
              rates,
              chains.rails(),
              deposits.addresses().forbidden().or(chains.forbidden()),
              blocked,
              pauses);
      AccountService accounts =
          new AccountService(node.database(), keyParts.engine(), node.audit());
      MemberParts members = MemberParts.start(node);
      node.started(new AuditWitnessLog(node.database()).start());
      LeakRoutes leaks = leaks(node, keyParts);
      ActivityParts activity = ActivityParts.start(node, keyParts);
      WebhookParts webhooks = WebhookParts.start(node, keyParts);

      node.started(new NoticeWorker(node.database(), keyParts.engine()).start());
      RecipientService recipients =
          new RecipientService(
              node.database(), keyParts.engine(), node.audit(), payments.wallets());
      Routes routes =
          routes(node, keyParts, payments, deposits, accounts, recipients, activity, webhooks);
      DashboardParts site =
          new DashboardParts(
              node,
              keyParts,
              payments,
              deposits,
              accounts,
              recipients,
              members,
              activity,
              webhooks,
              routes);
      this.dashboard = site.start();
      new ConsoleParts(node, keyParts, payments, deposits, chains, members, activity, pauses)
          .addTo(dashboard);
      RecordingParts recording = RecordingParts.start(node, keyParts, routes);
      PublicRoutes publicRoutes = publicRoutes(config, routes, leaks, webhooks);
      new InboxReceiver(webhooks.inbox(), node.clock()).addTo(publicRoutes);
      Gateway gateway = gateway(node, keyParts, recording, routes, publicRoutes);

      config.walArchive().ifPresent(archive -> node.started(compression(archive)));
      node.started(maintenance(node, keyParts, payments, members, webhooks).start());
      this.keys = keyParts.service();
      this.meter = recording.meter();
      this.feeds = activity.feeds();
      this.server =
          node.started(
              HttpServer.start(config.listener(), gateway, config.limits(), config.drain())
                  .measuredBy(node.meters()));
      announce.accept(
          new Started(server.port(), management.port(), keys, accounts, deposits.addresses()));
      readiness.serving(true);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static PeriodicTask compression(Path archive) {
    PeriodicTask task =
        PeriodicTask.every(
            Duration.ofSeconds(10),
            "wal-archive",
            "archived WAL will be compressed later",
            () -> WalArchive.compress(archive));
    task.start();
    return task;
  }

  /** Everything that one node of the cluster does for all nodes. */
  private Maintenance maintenance(
      Node node, KeyParts keys, PaymentParts payments, MemberParts members, WebhookParts webhooks) {
    return new Maintenance(
        node.database(),
        node.clock(),
        List.of(
            keys.service().maintenance().task(),
            new IdempotencyCleanup(node.database()).maintenance(),
            SignInCleanup.maintenance(node.database()),
            UsageCleanup.maintenance(node.database()),
            AlertCleanup.maintenance(node.database()),
            payments.exchanges().quotes().maintenance(),
            webhooks.inbox().maintenance(),
            new DeliveryCleanup(node.database()).maintenance(),
            dashboard.submissions().maintenance(),
            members.mail().maintenance()));
  }

  private static LeakRoutes leaks(Node node, KeyParts keys) {
    LeakReports reports =
        node.started(new LeakReports(node.database(), node.hasher(), keys.service()).start());
    return new LeakRoutes(
        reports,
        new AddressRateLimiter(node.config().leakReportsPerMinute(), node.clock()),
        node.config().githubKeys());
  }

  private static Routes routes(
      Node node,
      KeyParts keys,
      PaymentParts payments,
      DepositParts deposits,
      AccountService accounts,
      RecipientService recipients,
      ActivityParts activity,
      WebhookParts webhooks) {
    Cursors cursors = new Cursors(node.hasher().deriveAll("cursors v1"));
    MovementService movements = new MovementService(node.database());
    StreamLimit limit = (account, stream) -> activity.streams().take(account).during(stream);
    return new RouteTable(
            new PaymentRoutes(payments.creation(), payments.service(), cursors, node.clock()),
            new OffRampRoutes(payments.creation(), payments.service(), cursors, node.clock()),
            payments.exchanges().routes(cursors, node.clock()),
            new BalanceRoutes(new BalanceService(node.database())),
            new MovementRoutes(movements, limit, cursors, node.clock()),
            new StatementRoutes(
                new StatementService(node.database(), node.clock()),
                movements,
                limit,
                cursors,
                node.clock()),
            new DepositAddressRoutes(deposits.addresses()),
            new DepositRoutes(deposits.service(), cursors, node.clock()),
            new EventRoutes(
                webhooks.events(),
                new EventStreams(webhooks.events(), activity.streams()),
                cursors,
                node.clock()),
            new InboxRoutes(webhooks.inbox(), cursors, node.clock()),
            new KeyRoutes(
                keys.service(), keys.currentKeys(), cursors, node.config().rateLimitPerMinute()),
            new AccountRoutes(accounts),
            new AuditRoutes(activity.auditLog(), cursors, node.clock()),
            new KeyRequestRoutes(
                activity.history(),
                keys.service(),
                keys.authenticator(),
                cursors,
                node.clock(),
                activity.streams()),
            new UsageRoutes(activity.usage(), keys.service(), node.clock()),
            new AlertRoutes(activity.alerts(), cursors, node.clock()),
            new RecipientRoutes(recipients, cursors, node.clock()),
            new CorridorRoutes(new CorridorService(node.database()), payments.wallets()),
            new CurrencyRoutes(new CorridorService(node.database()), payments.wallets()),
            new IdempotencyRoutes(new IdempotencyLookup(node.database())),
            new SandboxRoutes(payments.sandbox()),
            new SandboxDepositRoutes(deposits.sandbox()),
            new WebhookRoutes(webhooks.service(), cursors, node.clock()),
            new DeliveryRoutes(webhooks.deliveries(), webhooks.service(), cursors, node.clock()),
            new ReplayRoutes(webhooks.replays()))
        .routes();
  }

  private PublicRoutes publicRoutes(
      Config config, Routes routes, LeakRoutes leaks, WebhookParts webhooks) {
    PublicRoutes publicRoutes = new PublicRoutes();
    new Manual(routes, config.publicUrl(), Main::allCommands, dashboard.views(), dashboard.assets())
        .addTo(publicRoutes);
    publicRoutes.below("/dashboard", dashboard);
    publicRoutes.below("/operator", dashboard);
    publicRoutes.redirect("/", 303, "/dashboard");
    publicRoutes.redirect("/dashboard/", 308, "/dashboard");
    publicRoutes.redirect("/operator/", 308, "/operator");
    readiness.addTo(publicRoutes);
    webhooks.publicKeys().addTo(publicRoutes);
    return leaks.addTo(publicRoutes);
  }

  private static Gateway gateway(
      Node node,
      KeyParts keys,
      RecordingParts recording,
      Routes routes,
      PublicRoutes publicRoutes) {
    Config config = node.config();
    RateLimiter rateLimiter =
        node.started(
            new RateLimiter(
                    node.database(),
                    node.clock(),
                    config.rateLimitPerMinute(),
                    keys.lease().nodeId(),
                    keys.lease()::nodes)
                .start());
    return new Gateway(
        keys.authenticator(),
        rateLimiter,
        new AddressRateLimiter(config.unauthorizedPerMinute(), node.clock()),
        routes,
        publicRoutes,
        recording.recorder(),
        config.publicUrl(),
        new ClientAddress(config.trustedProxies(), config.forwardedHeader()),
        node.meters(),
        node.traces());
  }

  /** The TCP port that the server listens on. */
  public int port() {
    return server.port();
  }

  /** The TCP port for metrics and health. */
  public int managementPort() {
    return management.port();
  }

  /** The keys of every account, through this server's engine. */
  public ApiKeyService keys() {
    return keys;
  }

  /** The usage counts of this node. */
  public UsageMeter meter() {
    return meter;
  }

  /** The live tails of this node. */
  public RequestFeeds feeds() {
    return feeds;
  }

  /** The Dashboard, with its table of pages. */
  public DashboardSite dashboard() {
    return dashboard;
  }

  /** Completes the requests in flight, then stops the parts in reverse order. */
  @Override
  public void close() {
    readiness.serving(false);
    parts.close();
  }
}
