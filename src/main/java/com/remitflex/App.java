package com.remitflex;

import com.remitflex.alerts.AlertRoutes;
import com.remitflex.alerts.Alerts;
import com.remitflex.alerts.Watch;
import com.remitflex.audit.AuditRoutes;
import com.remitflex.audit.AuditTrail;
import com.remitflex.audit.AuditWitnessLog;
import com.remitflex.background.Recent;
import com.remitflex.compliance.SandboxScreening;
import com.remitflex.corridors.FixedRates;
import com.remitflex.dashboard.AlertLists;
import com.remitflex.dashboard.AlertPages;
import com.remitflex.dashboard.ComponentPage;
import com.remitflex.dashboard.DashboardSite;
import com.remitflex.dashboard.HomePages;
import com.remitflex.dashboard.KeyPages;
import com.remitflex.dashboard.LogPages;
import com.remitflex.dashboard.PaymentPages;
import com.remitflex.dashboard.RequestLists;
import com.remitflex.dashboard.SettingsPages;
import com.remitflex.dashboard.SimulationPage;
import com.remitflex.dashboard.Submissions;
import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import com.remitflex.database.Migrations;
import com.remitflex.engine.Engine;
import com.remitflex.history.RequestRecorder;
import com.remitflex.history.SpoolReplay;
import com.remitflex.http.ClientAddress;
import com.remitflex.http.Cursors;
import com.remitflex.http.Docs;
import com.remitflex.http.Gateway;
import com.remitflex.http.HttpServer;
import com.remitflex.http.OpenRoutes;
import com.remitflex.http.Reply;
import com.remitflex.http.Routes;
import com.remitflex.idempotency.Forgetting;
import com.remitflex.idempotency.IdempotencyRoutes;
import com.remitflex.ids.Environment;
import com.remitflex.keyring.KeyCare;
import com.remitflex.keyring.KeyRequestRoutes;
import com.remitflex.keyring.KeyRoutes;
import com.remitflex.keyring.Keys;
import com.remitflex.keys.KeyCache;
import com.remitflex.keys.KeyGate;
import com.remitflex.keys.KeyStore;
import com.remitflex.keys.KeyUses;
import com.remitflex.keys.NodeLease;
import com.remitflex.leaks.LeakReports;
import com.remitflex.leaks.LeakRoutes;
import com.remitflex.ledger.BalanceRoutes;
import com.remitflex.mail.MailWorker;
import com.remitflex.payments.PaymentDesk;
import com.remitflex.payments.PaymentRoutes;
import com.remitflex.payments.PaymentWorker;
import com.remitflex.people.Expiry;
import com.remitflex.people.People;
import com.remitflex.rails.Rails;
import com.remitflex.rails.SandboxRail;
import com.remitflex.ratelimit.MinuteWindows;
import com.remitflex.ratelimit.UnauthorizedMinutes;
import com.remitflex.requestlog.RequestFeeds;
import com.remitflex.requestlog.RequestLog;
import com.remitflex.requestlog.Spool;
import com.remitflex.sandbox.SandboxRoutes;
import com.remitflex.settings.AccountRoutes;
import com.remitflex.usage.UsageMeter;
import com.remitflex.usage.UsageRoutes;
import com.remitflex.usage.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** The running server: every part made in order, and closed in reverse. */
public final class App implements AutoCloseable {
  /** Anyone may ask whether the server is ready. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private static final Duration KEY_CARE = Duration.ofMinutes(1);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final HttpServer server;
  private final Keys keys;
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
  public App(Config config, Storage storage, BiConsumer<Integer, Keys> announce) {
    Database database = storage.database();
    Migrations migrations = new Migrations(database.dataSource());
    DatabaseClock clock = new DatabaseClock();
    try {
      KeyUses uses = opened(new KeyUses(database).start());
      NodeLease lease = opened(new NodeLease(database, clock, uses, storage.hasher()).start());
      KeyStore keyStore = new KeyStore(storage.hasher());
      AuditTrail audit = storage.trail();

      Rails rails = new Rails(new SandboxRail(config.sandboxProcessing(), config.sandboxSettled()));
      Engine engine = opened(new Engine(database, keyStore).start());
      this.keys = new Keys(database, engine, keyStore, audit, config.publicUrl());
      KeyGate gate =
          new KeyGate(
              storage.hasher(),
              new KeyCache(database, keyStore, lease),
              uses,
              clock,
              hosts(config),
              keys);
      opened(new KeyCare(keys, KEY_CARE).start());
      opened(new Forgetting(database).start());
      opened(
          new PaymentWorker(database, engine, new SandboxScreening(config.sandboxReview()), rails)
              .start());

      People people =
          new People(
              database,
              storage.hasher(),
              audit,
              config.publicUrl(),
              new UnauthorizedMinutes(config.signInsPerMinute(), clock),
              clock);
      opened(people.failedSignIns().start());
      opened(MailWorker.of(database, config.smtp(), people.links()::body).start());
      opened(new Expiry(database).start());

      opened(new AuditWitnessLog(database).start());

      LeakReports leaks = opened(new LeakReports(database, keyStore, keys).start());
      LeakRoutes leakRoutes =
          new LeakRoutes(
              leaks,
              new UnauthorizedMinutes(config.leakReportsPerMinute(), clock),
              config.githubKeys());

      Alerts alerts = new Alerts(database, engine, keyStore, audit);
      this.feeds = opened(new RequestFeeds(database, clock));
      Cursors cursors = new Cursors(storage.hasher().deriveAll("cursors v1"));
      Routes routes =
          RouteTable.of(
              new KeyRoutes(keys, cursors, config.rateLimitPerMinute()),
              new KeyRequestRoutes(
                  database, keys, gate, cursors, clock, config.logRetentionDays(), feeds),
              new AccountRoutes(database, engine, audit),
              new AuditRoutes(database, cursors, clock),
              new BalanceRoutes(database),
              new IdempotencyRoutes(database),
              new PaymentRoutes(
                  database,
                  engine,
                  cursors,
                  clock,
                  new FixedRates(),
                  rails,
                  config.sandboxPending()),
              new SandboxRoutes(engine),
              new UsageRoutes(database, keyStore, clock),
              new AlertRoutes(alerts, cursors, clock));
      this.dashboard =
          new DashboardSite(
              people,
              opened(new Submissions(database).start()),
              storage.hasher().deriveAll("dashboard forms v1").getFirst(),
              config.publicUrl());
      RequestLists requestLists =
          new RequestLists(database, keys, clock, config.logRetentionDays(), feeds);
      AlertLists alertLists = new AlertLists(alerts, requestLists);
      new AlertPages(alerts, alertLists, keys).addTo(dashboard.pages());
      new KeyPages(database, keys, clock, requestLists, alertLists, config.publicUrl())
          .addTo(dashboard.pages());
      new SimulationPage(keys, gate, routes).addTo(dashboard.pages());
      new LogPages(requestLists, routes).addTo(dashboard.pages());
      PaymentDesk desk =
          new PaymentDesk(
              database, engine, audit, new FixedRates(), rails, config.sandboxPending());
      new PaymentPages(desk, requestLists, people, config.publicUrl()).addTo(dashboard.pages());
      new HomePages(
              database, clock, keys, desk, requestLists, alertLists, people, config.publicUrl())
          .addTo(dashboard.pages());
      new SettingsPages(
              database, new AccountRoutes(database, engine, audit), new SandboxRoutes(engine))
          .addTo(dashboard.pages());
      if (config.development()) {
        ComponentPage.addTo(dashboard.pages());
      }
      Watch watch = new Watch(database, engine, keyStore, clock, config.publicUrl());
      this.meter = new UsageMeter(database, clock, routes.table(), watch, lease.nodeId());
      RequestRecorder recorder = recorder(config, database, clock, watch, lease.nodeId());
      MinuteWindows windows =
          opened(
              new MinuteWindows(
                      database, clock, config.rateLimitPerMinute(), lease.nodeId(), lease::nodes)
                  .start());
      Gateway gateway =
          new Gateway(
              gate,
              windows,
              new UnauthorizedMinutes(config.unauthorizedPerMinute(), clock),
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
      Config config, Database database, DatabaseClock clock, Watch watch, String nodeId) {
    Path spools = config.dataDirectory().resolve("spool");
    Spool spool =
        opened(
            Spool.open(
                spools,
                nodeId,
                database.with(UsageStore::installation),
                meter::committed,
                watch::isSettled));
    opened(watch.start());
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
            watch,
            clock,
            Duration.ofDays(config.logRetentionDays()));
    return opened(new RequestRecorder(log, meter, watch, spool, replay, clock).start());
  }

  /** The TCP port that it listens on. */
  public int port() {
    return server.port();
  }

  /** The keys of every account, through this server's engine. */
  public Keys keys() {
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
  private OpenRoutes openRoutes(
      Database database,
      Migrations migrations,
      Routes routes,
      DashboardSite dashboard,
      String publicUrl) {
    OpenRoutes open = new OpenRoutes();
    Docs.addTo(open, routes, publicUrl);
    open.below("/dashboard", dashboard);
    open.redirect("/", 303, "/dashboard");
    open.redirect("/dashboard/", 308, "/dashboard");
    open.page("/healthz", App::alive);
    open.page("/readyz", ready(database, migrations));
    return open;
  }

  private static Reply alive() {
    return Reply.json(200, "{\"status\":\"alive\"}");
  }

  private Supplier<Reply> ready(Database database, Migrations migrations) {
    Supplier<Reply> ofDatabase =
        new Recent<>(() -> databaseReady(database, migrations), LOOK_AGAIN);
    return () -> ready ? ofDatabase.get() : notReady("The server is starting or shutting down.");
  }

  private static Reply databaseReady(Database database, Migrations migrations) {
    try {
      database.use(handle -> handle.execute("SELECT 1"));
      Optional<Migrations.Fault> fault = migrations.fault();
      return fault
          .map(f -> notReady(f.message()))
          .orElseGet(() -> Reply.json(200, "{\"status\":\"ready\"}"));
    } catch (RuntimeException e) {
      return notReady("The database does not answer.");
    }
  }

  private static Reply notReady(String reason) {
    return Reply.json(
        503,
        com.remitflex.http.Json.text(
            com.remitflex.http.Json.object().put("status", "not_ready").put("reason", reason)));
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
