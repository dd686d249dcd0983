package com.remitflex.web.api;

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
import com.remitflex.features.corridors.CurrencyRoutes;
import com.remitflex.features.events.EventRoutes;
import com.remitflex.features.events.inbox.InboxRoutes;
import com.remitflex.features.payments.creation.PaymentRoutes;
import com.remitflex.features.payments.offramps.OffRampRoutes;
import com.remitflex.features.payments.sandbox.SandboxRoutes;
import com.remitflex.features.recipients.saved.RecipientRoutes;
import com.remitflex.features.statements.BalanceRoutes;
import com.remitflex.features.statements.months.StatementRoutes;
import com.remitflex.features.statements.transactions.MovementRoutes;
import com.remitflex.features.webhooks.deliveries.DeliveryRoutes;
import com.remitflex.features.webhooks.endpoints.WebhookRoutes;
import com.remitflex.features.webhooks.replay.ReplayRoutes;
import com.remitflex.platform.http.api.Route;
import com.remitflex.platform.http.api.Routes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The route table: every endpoint of the API, as the features declare them. Routing, the scope
 * check, the OpenAPI document and the reference page all use it.
 */
public record RouteTable(
    PaymentRoutes payments,
    OffRampRoutes offRamps,
    List<Route> exchanges,
    BalanceRoutes balances,
    MovementRoutes transactions,
    StatementRoutes statements,
    DepositAddressRoutes depositAddresses,
    DepositRoutes deposits,
    EventRoutes events,
    InboxRoutes inbox,
    KeyRoutes keys,
    AccountRoutes account,
    AuditRoutes audit,
    KeyRequestRoutes requests,
    UsageRoutes usage,
    AlertRoutes alerts,
    RecipientRoutes recipients,
    CorridorRoutes corridors,
    CurrencyRoutes currencies,
    IdempotencyRoutes idempotency,
    SandboxRoutes sandbox,
    SandboxDepositRoutes sandboxDeposits,
    WebhookRoutes webhooks,
    DeliveryRoutes deliveriesOfWebhooks,
    ReplayRoutes replays) {

  /** The table, in the order of the reference page. */
  public Routes routes() {
    Stream<List<Route>> features =
        Stream.of(
            payments.routes(),
            offRamps.routes(),
            exchanges,
            balances.routes(),
            transactions.routes(),
            statements.routes(),
            depositAddresses.routes(),
            deposits.routes(),
            events.routes(),
            inbox.routes(),
            keys.routes(),
            account.routes(),
            audit.routes(),
            requests.routes(),
            usage.routes(),
            alerts.routes(),
            recipients.routes(),
            corridors.routes(),
            currencies.routes(),
            idempotency.routes(),
            sandbox.routes(),
            sandboxDeposits.routes(),
            webhooks.routes(),
            deliveriesOfWebhooks.routes(),
            replays.routes());
    return new Routes(features.flatMap(List::stream).toList());
  }
}
