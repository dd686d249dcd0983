package com.remitflex;

import com.remitflex.core.idempotency.IdempotencyCleanup;
import com.remitflex.features.accounts.AccountService;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.activity.alerts.AlertCleanup;
import com.remitflex.features.activity.requests.RequestFeeds;
import com.remitflex.features.activity.usage.UsageCleanup;
import com.remitflex.features.activity.usage.UsageMeter;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.ratelimit.AddressRateLimiter;
import com.remitflex.features.apikeys.ratelimit.RateLimiter;
import com.remitflex.features.events.inbox.InboxReceiver;
import com.remitflex.features.leaks.reports.LeakReports;
import com.remitflex.features.leaks.reports.LeakRoutes;
import com.remitflex.features.members.SignInCleanup;
import com.remitflex.features.webhooks.deliveries.DeliveryCleanup;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.backup.WalArchive;
import com.remitflex.platform.http.api.PublicRoutes;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.gateway.Gateway;
import com.remitflex.platform.http.gateway.HttpServer;
import com.remitflex.platform.http.management.ManagementPort;
import com.remitflex.platform.http.management.Readiness;
import com.remitflex.platform.http.server.ClientAddress;
import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.platform.jobs.Maintenance;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.platform.telemetry.Traces;
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
    BuildInfo build = BuildInfo.current();
    ProcessMetrics metrics = parts.started(new ProcessMetrics(build.version(), build.revision()));
    Traces traces =
        parts.started(Traces.to(config.otlpEndpoint(), config.tracesPercent(), build.version()));
    Node node = new Node(config, storage, new DatabaseClock(), metrics.registry(), traces, parts);
    this.readiness = new Readiness(node.database());
    try {
      this.management = management(node, metrics);
      FeatureParts features = FeatureParts.start(node);
      Routes routes = ApiParts.of(node, features).routes();
      this.dashboard = new DashboardParts(node, features, routes).start();
      new ConsoleParts(node, features).addTo(dashboard);
      RecordingParts recording = RecordingParts.start(node, features.keys(), routes);
      PublicRoutes publicRoutes = publicRoutes(node, features, routes);
      Gateway gateway = gateway(node, features.keys(), recording, routes, publicRoutes);
      config.walArchive().ifPresent(archive -> node.started(compression(archive)));
      node.started(maintenance(node, features).start());

      this.keys = features.keys().service();
      this.meter = recording.meter();
      this.feeds = features.activity().feeds();
      this.server =
          node.started(
              HttpServer.start(config.listener(), gateway, config.limits(), config.drain())
                  .measuredBy(node.meters()));
      announce.accept(started(features));
      readiness.serving(true);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The management port, and the measures of the process and its database. */
  private HttpServer management(Node node, ProcessMetrics metrics) {
    HttpServer port =
        node.started(
            ManagementPort.start(
                node.config().managementPort(), node.config().publicUrl(), metrics, readiness));
    node.started(readiness.measuredBy(node.meters()));
    node.database().measuredBy(node.meters());
    node.database().connectionsAs(node.traces()::traced);
    return port;
  }

  private Started started(FeatureParts features) {
    return new Started(
        server.port(),
        management.port(),
        keys,
        features.accounts(),
        features.deposits().addresses());
  }

  private PublicRoutes publicRoutes(Node node, FeatureParts features, Routes routes) {
    PublicRoutes publicRoutes = new PublicRoutes();
    new Manual(
            routes,
            node.config().publicUrl(),
            Main::allCommands,
            dashboard.views(),
            dashboard.assets())
        .addTo(publicRoutes);
    publicRoutes.below("/dashboard", dashboard);
    publicRoutes.below("/operator", dashboard);
    publicRoutes.redirect("/", 303, "/dashboard");
    publicRoutes.redirect("/dashboard/", 308, "/dashboard");
    publicRoutes.redirect("/operator/", 308, "/operator");
    readiness.addTo(publicRoutes);
    features.webhooks().publicKeys().addTo(publicRoutes);
    leaks(node, features.leaks()).addTo(publicRoutes);
    new InboxReceiver(features.webhooks().inbox(), node.clock()).addTo(publicRoutes);
    return publicRoutes;
  }

  private static LeakRoutes leaks(Node node, LeakReports reports) {
    return new LeakRoutes(
        reports,
        new AddressRateLimiter(node.config().leakReportsPerMinute(), node.clock()),
        node.config().githubKeys());
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
  private Maintenance maintenance(Node node, FeatureParts features) {
    return new Maintenance(
        node.database(),
        node.clock(),
        List.of(
            features.keys().service().maintenance().task(),
            new IdempotencyCleanup(node.database()).maintenance(),
            SignInCleanup.maintenance(node.database()),
            UsageCleanup.maintenance(node.database()),
            AlertCleanup.maintenance(node.database()),
            features.payments().exchanges().quotes().maintenance(),
            features.webhooks().inbox().maintenance(),
            new DeliveryCleanup(node.database()).maintenance(),
            dashboard.submissions().maintenance(),
            features.members().mail().maintenance()));
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
