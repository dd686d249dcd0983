package com.remitflex;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.audit.AuditWitnessLog;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.idempotency.IdempotencyCleanup;
import com.remitflex.core.mail.MailWorker;
import com.remitflex.features.accounts.AccountRoutes;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.activity.alerts.AlertDetector;
import com.remitflex.features.activity.alerts.AlertRoutes;
import com.remitflex.features.activity.alerts.Alerts;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.features.activity.audit.AuditRoutes;
import com.remitflex.features.activity.recording.RequestLog;
import com.remitflex.features.activity.recording.RequestRecorder;
import com.remitflex.features.activity.recording.Spool;
import com.remitflex.features.activity.recording.SpoolReplay;
import com.remitflex.features.activity.requests.IdempotencyRoutes;
import com.remitflex.features.activity.requests.KeyRequestRoutes;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.activity.usage.KeyUsage;
import com.remitflex.features.activity.usage.ScopeUse;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.features.activity.usage.UsageRoutes;
import com.remitflex.features.activity.usage.UsageStore;
import com.remitflex.features.apikeys.KeyGuard;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.authentication.KeyAuthenticator;
import com.remitflex.features.apikeys.authentication.KeyCache;
import com.remitflex.features.apikeys.authentication.KeyUses;
import com.remitflex.features.apikeys.authentication.NodeLease;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.features.apikeys.ratelimit.AddressRateLimiter;
import com.remitflex.features.apikeys.ratelimit.RateLimiter;
import com.remitflex.features.compliance.SandboxScreening;
import com.remitflex.features.corridors.FixedRates;
import com.remitflex.features.leaks.reports.LeakReports;
import com.remitflex.features.leaks.reports.LeakRoutes;
import com.remitflex.features.members.People;
import com.remitflex.features.members.SignInCleanup;
import com.remitflex.features.members.forms.FormSubmissions;
import com.remitflex.features.payments.PaymentRoutes;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentWorker;
import com.remitflex.features.payments.sandbox.SandboxRoutes;
import com.remitflex.features.payments.sandbox.SandboxService;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.features.statements.BalanceRoutes;
import com.remitflex.features.statements.BalanceService;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.Gateway;
import com.remitflex.platform.http.gateway.HttpServer;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.server.ClientAddress;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.Maintenance;
import com.remitflex.platform.jobs.Recent;
import com.remitflex.web.api.Docs;
import com.remitflex.web.api.RouteTable;
import com.remitflex.web.dashboard.activity.AlertLists;
import com.remitflex.web.dashboard.activity.AlertPages;
import com.remitflex.web.dashboard.activity.LogPages;
import com.remitflex.web.dashboard.home.HomePages;
import com.remitflex.web.dashboard.keys.KeyPages;
import com.remitflex.web.dashboard.keys.SimulationPage;
import com.remitflex.web.dashboard.payments.PaymentPages;
import com.remitflex.web.dashboard.settings.SecurityPages;
import com.remitflex.web.dashboard.settings.SettingsPages;
import com.remitflex.web.dashboard.settings.TeamPages;
import com.remitflex.web.dashboard.signin.ConfirmationPages;
import com.remitflex.web.dashboard.signin.LinkPages;
import com.remitflex.web.dashboard.signin.SignInPages;
import com.remitflex.web.dashboard.site.ComponentPage;
import com.remitflex.web.dashboard.site.DashboardSite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The running server: every part made in order, and closed in reverse. */
public final class App implements AutoCloseable {
  /** Anyone may ask whether the server is ready. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final HttpServer server;
  private final ApiKeyService keys;
  private final UsageMeter meter;
  private final DashboardSite dashboard;
  private final RequestFeeds feeds;
  private volatile boolean ready;

  /** Starts to answer; the storage is the caller's to close. */
  public App(Config config, Storage storage) {
    this(config, storage, (port, keys) -> {});
  }

  /**
   * Starts to answer.
   *
   * @param announce told the port before the server calls itself ready
   */
  public App(Config config, Storage storage, BiConsumer<Integer, ApiKeyService> announce) {
    Database database = storage.database();
    Migrations migrations = new Migrations(database.dataSource());
    DatabaseClock clock = new DatabaseClock();
    try {
      KeyUses uses = opened(new KeyUses(database).start());
      NodeLease lease = opened(new NodeLease(database, clock, uses, storage.hasher()).start());
      KeyStore keyStore = new KeyStore(storage.hasher());
      AuditTrail audit = storage.trail();

      Rails rails = new Rails(new SandboxRail(config.sandboxProcessing(), config.sandboxSettled()));
      Engine engine = opened(new Engine(database, new KeyGuard(keyStore)).start());
      AccountService accounts = new AccountService(database, engine, audit);
      this.keys =
          new ApiKeyService(
              database, engine, keyStore, audit, ScopeUse::leastPrivilege, config.publicUrl());
      KeyAuthenticator gate =
          new KeyAuthenticator(
              storage.hasher(),
              new KeyCache(database, keyStore, lease),
              uses,
              clock,
              hosts(config),
              (key, generation) -> keys.recordFirstUse(key, generation).orElseThrow());
      opened(new Maintenance(database, clock, List.of(keys.maintenance().task())).start());
      opened(new IdempotencyCleanup(database).start());
      opened(
          new PaymentWorker(database, engine, new SandboxScreening(config.sandboxReview()), rails)
              .start());

      People people =
          new People(
              database,
              storage.hasher(),
              audit,
              config.publicUrl(),
              new AddressRateLimiter(config.signInsPerMinute(), clock),
              clock);
      opened(people.failedSignIns().start());
      opened(MailWorker.of(database, config.smtp(), people.links()::body).start());
      opened(new SignInCleanup(database).start());

      opened(new AuditWitnessLog(database).start());

      LeakReports leaks = opened(new LeakReports(database, keyStore, keys).start());
      LeakRoutes leakRoutes =
          new LeakRoutes(
              leaks,
              new AddressRateLimiter(config.leakReportsPerMinute(), clock),
              config.githubKeys());

      AuditLog auditLog = new AuditLog(database, audit);
      Alerts alerts = new Alerts(database, engine, keyStore, audit);
      this.feeds = opened(new RequestFeeds(database, clock));
      PaymentService payments =
          new PaymentService(
              database, engine, audit, new FixedRates(), rails, config.sandboxPending());
      SandboxService sandbox = new SandboxService(engine);
      RequestHistory history =
          new RequestHistory(database, clock, config.logRetentionDays(), feeds);
      KeyUsage usage = new KeyUsage(database);
      Cursors cursors = new Cursors(storage.hasher().deriveAll("cursors v1"));
      Routes routes =
          new RouteTable(
                  new PaymentRoutes(payments, cursors, clock),
                  new BalanceRoutes(new BalanceService(database)),
                  new KeyRoutes(keys, cursors, config.rateLimitPerMinute()),
                  new AccountRoutes(accounts),
                  new AuditRoutes(auditLog, cursors, clock),
                  new KeyRequestRoutes(history, keys, gate, cursors, clock),
                  new UsageRoutes(usage, keys, clock),
                  new AlertRoutes(alerts, cursors, clock),
                  new IdempotencyRoutes(database),
                  new SandboxRoutes(sandbox))
              .routes();
      this.dashboard =
          new DashboardSite(
              people,
              opened(new FormSubmissions(database).start()),
              storage.hasher().deriveAll("dashboard forms v1").getFirst(),
              config.publicUrl());
      AlertLists alertLists = new AlertLists(alerts, keys);
      new AlertPages(alerts, alertLists, keys).addTo(dashboard.pages());
      new KeyPages(keys, usage, clock, history, alertLists, config.publicUrl())
          .addTo(dashboard.pages());
      new SimulationPage(keys, gate, routes).addTo(dashboard.pages());
      new LogPages(history, keys, routes).addTo(dashboard.pages());
      new PaymentPages(payments, history, people, config.publicUrl()).addTo(dashboard.pages());
      new HomePages(
              database, clock, keys, payments, history, alertLists, people, config.publicUrl())
          .addTo(dashboard.pages());
      SignInPages signIn = new SignInPages(people, dashboard.cookies());
      signIn.addTo(dashboard.pages());
      new LinkPages(people, signIn).addTo(dashboard.pages());
      new ConfirmationPages(people).addTo(dashboard.pages());
      new SecurityPages(people).addTo(dashboard.pages());
      new TeamPages(people).addTo(dashboard.pages());
      new SettingsPages(accounts, sandbox, auditLog).addTo(dashboard.pages());
      if (config.development()) {
        ComponentPage.addTo(dashboard.pages());
      }
      AlertDetector detector =
          new AlertDetector(database, engine, keyStore, clock, config.publicUrl());
      this.meter = new UsageMeter(database, clock, routes.table(), detector, lease.nodeId());
      RequestRecorder recorder = recorder(config, database, clock, detector, lease.nodeId());
      RateLimiter windows =
          opened(
              new RateLimiter(
                      database, clock, config.rateLimitPerMinute(), lease.nodeId(), lease::nodes)
                  .start());
      Gateway gateway =
          new Gateway(
              gate,
              windows,
              new AddressRateLimiter(config.unauthorizedPerMinute(), clock),
              routes,
              leakRoutes.addTo(
                  openRoutes(database, migrations, routes, dashboard, config.publicUrl())),
              recorder,
              config.publicUrl(),
              new ClientAddress(config.trustedProxies(), config.forwardedHeader()));
      this.server =
          opened(HttpServer.start(config.port(), gateway, config.limits(), config.drain()));
      announce.accept(server.port(), keys);
      ready = true;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Whatever records requests, opened so that the spool is closed when all is written. */
  private RequestRecorder recorder(
      Config config,
      Database database,
      DatabaseClock clock,
      AlertDetector detector,
      String nodeId) {
    Path spools = config.dataDirectory().resolve("spool");
    Spool spool =
        opened(
            Spool.open(
                spools,
                nodeId,
                database.with(UsageStore::installation),
                meter::committed,
                detector::isSettled));
    opened(detector.start());
    opened(meter.start());
    RequestLog log =
        opened(
            new RequestLog(
                    database,
                    clock,
                    config.logRetentionDays(),
                    nodeId,
                    spool,
                    meter::countUnrecorded)
                .start());
    SpoolReplay replay =
        new SpoolReplay(
            spools,
            spool,
            database,
            meter,
            detector,
            clock,
            Duration.ofDays(config.logRetentionDays()));
    return opened(new RequestRecorder(log, meter, detector, spool, replay, clock).start());
  }

  /** The TCP port that it listens on. */
  public int port() {
    return server.port();
  }

  /** The keys of every account, through this server's engine. */
  public ApiKeyService keys() {
    return keys;
  }

  /** The counts of what this node has answered. */
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

  private static Map<Environment, String> hosts(Config config) {
    Map<Environment, String> hosts = new EnumMap<>(Environment.class);
    config.liveHost().ifPresent(host -> hosts.put(Environment.LIVE, host));
    config.sandboxHost().ifPresent(host -> hosts.put(Environment.SANDBOX, host));
    return hosts;
  }

  /** What answers without a key. */
  private PublicRoutes openRoutes(
      Database database,
      Migrations migrations,
      Routes routes,
      DashboardSite dashboard,
      String publicUrl) {
    PublicRoutes open = new PublicRoutes();
    Docs.addTo(open, routes, publicUrl);
    open.below("/dashboard", dashboard);
    open.redirect("/", 303, "/dashboard");
    open.redirect("/dashboard/", 308, "/dashboard");
    open.page("/healthz", App::alive);
    open.page("/readyz", ready(database, migrations));
    return open;
  }

  private static Response alive() {
    return Response.json(200, "{\"status\":\"alive\"}");
  }

  private Supplier<Response> ready(Database database, Migrations migrations) {
    Supplier<Response> ofDatabase =
        new Recent<>(() -> databaseReady(database, migrations), LOOK_AGAIN);
    return () -> ready ? ofDatabase.get() : notReady("The server is starting or shutting down.");
  }

  private static Response databaseReady(Database database, Migrations migrations) {
    try {
      database.use(handle -> handle.execute("SELECT 1"));
      Optional<Migrations.Problem> fault = migrations.problem();
      return fault
          .map(f -> notReady(f.message()))
          .orElseGet(() -> Response.json(200, "{\"status\":\"ready\"}"));
    } catch (RuntimeException e) {
      return notReady("The database does not answer.");
    }
  }

  private static Response notReady(String reason) {
    return Response.json(
        503,
        com.remitflex.platform.json.Json.text(
            com.remitflex.platform.json.Json.object()
                .put("status", "not_ready")
                .put("reason", reason)));
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** Answers what is under way, then stops the parts, the last one first. */
  @Override
  public void close() {
    ready = false;
    RuntimeException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        failure = new IllegalStateException("could not stop cleanly", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
