package com.remitflex.web.cli.webhooks;

import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.DeliveryFilter;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** `webhooks deliveries`: what was sent to an endpoint. */
@Command(
    name = "deliveries",
    mixinStandardHelpOptions = true,
    description = "List the deliveries to an endpoint, newest first; or show the attempts of one.")
final class DeliveriesCommand implements Callable<Integer> {
  private static final int MAX_LIMIT = 1_000;

  @ParentCommand private WebhooksCommand parent;

  @Parameters(index = "0", paramLabel = "ID", description = "ID of the endpoint, we_…")
  private String id;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "EVENT",
      description = "ID of an event, evt_…: shows each attempt to deliver it.")
  private Optional<String> event;

  @Option(names = "--status", description = "pending, delivered or undeliverable (default: all).")
  private Optional<Delivery.Status> status;

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "Maximum number of deliveries, up to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    if (limit < 1 || limit > MAX_LIMIT) {
      return Console.fail("--limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    try (CommandContext context = parent.contexts().open()) {
      WebhookEndpoint endpoint = WebhooksCommand.require(context, id);
      if (event.isPresent()) {
        attempts(context, endpoint, event.get());
      } else {
        WebhookTables.printDeliveries(
            context
                .deliveries()
                .list(
                    endpoint.head(),
                    id,
                    new DeliveryFilter(status, Optional.empty()),
                    PageQuery.newest(limit))
                .items());
      }
      return 0;
    }
  }

  private void attempts(CommandContext context, WebhookEndpoint endpoint, String eventId) {
    Delivery delivery =
        context
            .deliveries()
            .find(endpoint.head(), id, eventId.toUpperCase(Locale.ROOT).replace("EVT_", "evt_"))
            .orElseThrow(() ->
                ApiError.of(ErrorCode.NOT_FOUND, "This event was not sent to this endpoint.")
                    .exception());
    WebhookTables.print(delivery, context.deliveries().attempts(delivery));
  }
}
