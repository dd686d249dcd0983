package com.remitflex;

import com.remitflex.core.idempotency.IdempotencyLookup;
import com.remitflex.features.accounts.AccountRoutes;
import com.remitflex.features.accounts.deposits.DepositRoutes;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressRoutes;
import com.remitflex.features.accounts.deposits.sandbox.SandboxDepositRoutes;
import com.remitflex.features.activity.alerts.AlertRoutes;
import com.remitflex.features.activity.audit.AuditRoutes;
import com.remitflex.features.activity.requests.IdempotencyRoutes;
import com.remitflex.features.activity.requests.KeyRequestRoutes;
import com.remitflex.features.activity.usage.UsageRoutes;
import com.remitflex.features.apikeys.lifecycle.KeyRoutes;
import com.remitflex.features.corridors.CorridorRoutes;
import com.remitflex.features.corridors.CorridorService;
import com.remitflex.features.corridors.CurrencyRoutes;
import com.remitflex.features.events.EventRoutes;
import com.remitflex.features.events.EventStreams;
import com.remitflex.features.events.inbox.InboxRoutes;
import com.remitflex.features.payments.creation.PaymentRoutes;
import com.remitflex.features.payments.offramps.OffRampRoutes;
import com.remitflex.features.payments.sandbox.SandboxRoutes;
import com.remitflex.features.recipients.saved.RecipientRoutes;
import com.remitflex.features.statements.BalanceRoutes;
import com.remitflex.features.statements.BalanceService;
import com.remitflex.features.statements.months.StatementRoutes;
import com.remitflex.features.statements.months.StatementService;
import com.remitflex.features.statements.transactions.MovementExport.StreamLimit;
import com.remitflex.features.statements.transactions.MovementRoutes;
import com.remitflex.features.statements.transactions.MovementService;
import com.remitflex.features.webhooks.deliveries.DeliveryRoutes;
import com.remitflex.features.webhooks.endpoints.WebhookRoutes;
import com.remitflex.features.webhooks.replay.ReplayRoutes;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import com.remitflex.platform.http.lists.Cursors;
import java.util.List;
import java.util.stream.Stream;

/**
 * The route table: every endpoint of the API, as the features declare them. Routing, the scope
 * check, the OpenAPI document and the reference page all use it.
 */
record ApiParts(
    FeatureParts features,
    int rateLimitPerMinute,
    Database database,
    DatabaseClock clock,
    Cursors cursors) {

  static ApiParts of(Node node, FeatureParts features) {
    return new ApiParts(
        features,
        node.config().rateLimitPerMinute(),
        node.database(),
        node.clock(),
        new Cursors(node.hasher().deriveAll("cursors v1")));
  }

  /** The table, in the order of the reference page. */
  Routes routes() {
    return new Routes(
        Stream.of(
                payments(),
                balances(),
                deposits(),
                events(),
                account(),
                activity(),
                recipients(),
                sandbox(),
                webhooks())
            .flatMap(area -> area)
            .flatMap(List::stream)
            .toList());
  }

  private Stream<List<Route>> payments() {
    PaymentParts payments = features.payments();
    return Stream.of(
        new PaymentRoutes(payments.creation(), payments.service(), cursors, clock).routes(),
        new OffRampRoutes(payments.creation(), payments.service(), cursors, clock).routes(),
        payments.exchanges().routes(cursors, clock));
  }

  private Stream<List<Route>> balances() {
    MovementService movements = new MovementService(database);
    StatementService statements = new StatementService(database, clock);
    StreamLimit limit =
        (account, stream) -> features.activity().streams().take(account).during(stream);
    return Stream.of(
        new BalanceRoutes(new BalanceService(database)).routes(),
        new MovementRoutes(movements, limit, cursors, clock).routes(),
        new StatementRoutes(statements, movements, limit, cursors, clock).routes());
  }

  private Stream<List<Route>> deposits() {
    DepositParts deposits = features.deposits();
    return Stream.of(
        new DepositAddressRoutes(deposits.addresses()).routes(),
        new DepositRoutes(deposits.service(), cursors, clock).routes());
  }

  private Stream<List<Route>> events() {
    WebhookParts webhooks = features.webhooks();
    EventStreams streams = new EventStreams(webhooks.events(), features.activity().streams());
    return Stream.of(
        new EventRoutes(webhooks.events(), streams, cursors, clock).routes(),
        new InboxRoutes(webhooks.inbox(), cursors, clock).routes());
  }

  private Stream<List<Route>> account() {
    KeyParts keys = features.keys();
    return Stream.of(
        new KeyRoutes(keys.service(), keys.currentKeys(), cursors, rateLimitPerMinute).routes(),
        new AccountRoutes(features.accounts()).routes());
  }

  private Stream<List<Route>> activity() {
    ActivityParts activity = features.activity();
    KeyParts keys = features.keys();
    return Stream.of(
        new AuditRoutes(activity.auditLog(), cursors, clock).routes(),
        new KeyRequestRoutes(
                activity.history(),
                keys.service(),
                keys.authenticator(),
                cursors,
                clock,
                activity.streams())
            .routes(),
        new UsageRoutes(activity.usage(), keys.service(), clock).routes(),
        new AlertRoutes(activity.alerts(), cursors, clock).routes());
  }

  private Stream<List<Route>> recipients() {
    CorridorService corridors = new CorridorService(database);
    return Stream.of(
        new RecipientRoutes(features.recipients(), cursors, clock).routes(),
        new CorridorRoutes(corridors, features.payments().wallets()).routes(),
        new CurrencyRoutes(corridors, features.payments().wallets()).routes());
  }

  private Stream<List<Route>> sandbox() {
    return Stream.of(
        new IdempotencyRoutes(new IdempotencyLookup(database)).routes(),
        new SandboxRoutes(features.payments().sandbox()).routes(),
        new SandboxDepositRoutes(features.deposits().sandbox()).routes());
  }

  private Stream<List<Route>> webhooks() {
    WebhookParts webhooks = features.webhooks();
    return Stream.of(
        new WebhookRoutes(webhooks.service(), cursors, clock).routes(),
        new DeliveryRoutes(webhooks.deliveries(), webhooks.service(), cursors, clock).routes(),
        new ReplayRoutes(webhooks.replays()).routes());
  }
}
