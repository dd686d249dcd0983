package com.remitflex.web.cli.webhooks;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.deliveries.DeliveryFilter;
import com.remitflex.features.webhooks.endpoints.EndpointChange;
import com.remitflex.features.webhooks.endpoints.EndpointReader;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.replay.ReplayRequest;
import com.remitflex.features.webhooks.replay.Which;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `webhooks`: the endpoints that receive events, and what was sent to them. */
@Command(
    name = "webhooks",
    mixinStandardHelpOptions = true,
    description = "Manage webhook endpoints, show their deliveries, and deliver events again.")
public final class WebhooksCommand {
  private static final int MAX_LIMIT = 100;
  private static final int MAX_DELIVERIES = 1_000;

  private final CommandContextFactory contexts;

  public WebhooksCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the webhook endpoints of an account, newest first.")
  int list(
      @Option(names = "--account", description = "ID of the account (default: the first account).")
          Optional<String> account,
      @Option(names = "--environment", description = "sandbox or live (default: both).")
          Optional<Environment> environment) {
    try (CommandContext context = contexts.open()) {
      String id = context.account(account).id();
      List<WebhookEndpoint> endpoints =
          Stream.of(Environment.values())
              .filter(one -> environment.isEmpty() || environment.get() == one)
              .flatMap(one ->
                  context
                      .webhooks()
                      .list(new HeadId(id, one), PageQuery.newest(MAX_LIMIT))
                      .page()
                      .items()
                      .stream())
              .toList();
      WebhookTables.print(endpoints);
      return 0;
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Show one endpoint, without its secrets.")
  int show(@Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id) {
    try (CommandContext context = contexts.open()) {
      WebhookTables.print(require(context, id));
      return 0;
    }
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Create a webhook endpoint. Prints the endpoint as the API returns it, with its secret.",
        "SETTINGS is a JSON object with the fields of POST /v1/webhook-endpoints, for example",
        "'{\"url\": \"https://example.com/webhooks\", \"event_types\": [\"payment.*\"]}'."
      })
  int create(
      @Parameters(paramLabel = "SETTINGS", description = "The settings as JSON.") String settings,
      @Option(names = "--environment", required = true, description = "sandbox or live.")
          Environment environment,
      @Option(names = "--account", description = "ID of the account (default: the first account).")
          Optional<String> account) {
    try (CommandContext context = contexts.open()) {
      EndpointChange created =
          EndpointReader.create(JsonReader.object(settings.getBytes(StandardCharsets.UTF_8)));
      HeadId head = new HeadId(context.account(account).id(), environment);
      return print(context.webhooks().create(Caller.operator(head), created).orElseThrow());
    }
  }

  @Command(
      name = "change",
      mixinStandardHelpOptions = true,
      description = {
        "Change an endpoint. Prints the endpoint as the API returns it.",
        "SETTINGS is a JSON object with the fields of PATCH /v1/webhook-endpoints/{id}, for"
            + " example '{\"enabled\": false}'."
      })
  int change(
      @Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id,
      @Parameters(paramLabel = "SETTINGS", description = "The changes as JSON.") String settings) {
    try (CommandContext context = contexts.open()) {
      EndpointChange change =
          EndpointReader.change(JsonReader.object(settings.getBytes(StandardCharsets.UTF_8)));
      Caller caller = caller(context, id);
      return print(context.webhooks().change(caller, id, change).orElseThrow());
    }
  }

  @Command(
      name = "delete",
      mixinStandardHelpOptions = true,
      description = "Delete an endpoint. Its pending deliveries end.")
  int delete(@Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id) {
    try (CommandContext context = contexts.open()) {
      Caller caller = caller(context, id);
      var _ = context.webhooks().delete(caller, id).orElseThrow();
      Console.print("Deleted " + id + ".");
      return 0;
    }
  }

  @Command(
      name = "rotate-secret",
      mixinStandardHelpOptions = true,
      description = "Give an endpoint a new secret, and print it.")
  int rotateSecret(
      @Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id,
      @Option(
              names = "--overlap-seconds",
              defaultValue = "86400",
              description =
                  "For how long deliveries are signed with both secrets, up to 604800 (default:"
                      + " ${DEFAULT-VALUE}).")
          int overlapSeconds) {
    if (overlapSeconds < 0 || overlapSeconds > Duration.ofDays(7).toSeconds()) {
      return Console.fail("--overlap-seconds must be a whole number from 0 to 604800.");
    }
    try (CommandContext context = contexts.open()) {
      Caller caller = caller(context, id);
      return print(
          context
              .webhooks()
              .rotateSecret(caller, id, Duration.ofSeconds(overlapSeconds))
              .orElseThrow());
    }
  }

  @Command(
      name = "reveal-secret",
      mixinStandardHelpOptions = true,
      description = "Print the secrets of an endpoint. The audit log records it.")
  int revealSecret(
      @Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id) {
    try (CommandContext context = contexts.open()) {
      Caller caller = caller(context, id);
      return print(context.webhooks().revealSecret(caller, id).orElseThrow());
    }
  }

  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = {
        "Send an event of type webhook.test to an endpoint.",
        "./remitflex webhooks deliveries ID shows the outcome."
      })
  int test(@Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id) {
    try (CommandContext context = contexts.open()) {
      Caller caller = caller(context, id);
      return print(context.webhooks().sendTest(caller, id).orElseThrow());
    }
  }

  @Command(
      name = "deliveries",
      mixinStandardHelpOptions = true,
      description = "List the deliveries to an endpoint, newest first.")
  int deliveries(
      @Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id,
      @Option(
              names = "--status",
              description = "pending, delivered or undeliverable (default: all).")
          Optional<Delivery.Status> status,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Maximum number of deliveries, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit) {
    if (limit < 1 || limit > MAX_DELIVERIES) {
      return Console.fail("--limit must be a whole number from 1 to " + MAX_DELIVERIES + ".");
    }
    try (CommandContext context = contexts.open()) {
      HeadId head = require(context, id).head();
      DeliveryFilter filter = new DeliveryFilter(status, Optional.empty());
      WebhookTables.printDeliveries(
          context.deliveries().list(head, id, filter, PageQuery.newest(limit)).items());
      return 0;
    }
  }

  @Command(
      name = "attempts",
      mixinStandardHelpOptions = true,
      description = "Show each attempt to deliver an event to an endpoint.")
  int attempts(
      @Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id,
      @Parameters(paramLabel = "EVENT", description = "ID of the event, evt_…") String event) {
    try (CommandContext context = contexts.open()) {
      Delivery delivery =
          context
              .deliveries()
              .find(require(context, id).head(), id, event)
              .orElseThrow(() ->
                  ApiError.of(ErrorCode.NOT_FOUND, "This event was not sent to this endpoint.")
                      .exception());
      WebhookTables.print(delivery, context.deliveries().attempts(delivery));
      return 0;
    }
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = {
        "Deliver the undeliverable events of an endpoint again, or all that it has chosen.",
        "Without --yes, prints how many there are and changes nothing."
      })
  int replay(
      @Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id,
      @Option(names = "--all", description = "All chosen events, delivered or not.") boolean all,
      @Option(names = "--from-seq", description = "Number of the first event (default: 1).")
          Optional<Long> fromSeq,
      @Option(names = "--to-seq", description = "Number of the last event (default: the newest).")
          Optional<Long> toSeq,
      @Option(names = "--yes", description = "Deliver them.") boolean yes) {
    try (CommandContext context = contexts.open()) {
      Caller caller = caller(context, id);
      ReplayRequest request = new ReplayRequest(id, all ? Which.ALL : Which.FAILED, fromSeq, toSeq);
      long count = context.replays().count(caller.head(), request).orElseThrow();
      String found = count + (all ? " events" : " undeliverable events");
      if (!yes || count == 0) {
        Console.print(found + (count == 0 ? "." : ". To deliver them again, add --yes."));
        return 0;
      }
      Console.print(found + " are delivered again:");
      return print(context.replays().start(caller, request, count).orElseThrow());
    }
  }

  @Command(
      name = "replay-event",
      mixinStandardHelpOptions = true,
      description = "Deliver one event to an endpoint again.")
  int replayEvent(
      @Parameters(paramLabel = "ID", description = "ID of the endpoint, we_…") String id,
      @Parameters(paramLabel = "EVENT", description = "ID of the event, evt_…") String event) {
    try (CommandContext context = contexts.open()) {
      Caller caller = caller(context, id);
      return print(context.replays().event(caller, event, Optional.of(id)).orElseThrow());
    }
  }

  private static int print(Completed completed) {
    Console.print(completed.result().json());
    return 0;
  }

  private static Caller caller(CommandContext context, String id) {
    return Caller.operator(require(context, id).head());
  }

  private static WebhookEndpoint require(CommandContext context, String id) {
    return context
        .webhooks()
        .find(id)
        .orElseThrow(() ->
            ApiError.of(
                    ErrorCode.NOT_FOUND,
                    "No webhook endpoint with this ID exists. ./remitflex webhooks list shows the"
                        + " IDs.")
                .exception());
  }
}
