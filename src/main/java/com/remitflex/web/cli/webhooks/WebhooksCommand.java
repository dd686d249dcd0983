package com.remitflex.web.cli.webhooks;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.features.webhooks.endpoints.EndpointChange;
import com.remitflex.features.webhooks.endpoints.EndpointReader;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
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
    description = "Manage webhook endpoints, show their deliveries, and deliver events again.",
    subcommands = {DeliveriesCommand.class, ReplayCommand.class})
public final class WebhooksCommand {
  private static final int MAX_LIMIT = 100;

  private final CommandContextFactory contexts;

  public WebhooksCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  CommandContextFactory contexts() {
    return contexts;
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

  private static int print(Completed completed) {
    Console.print(completed.result().json());
    return 0;
  }

  private static Caller caller(CommandContext context, String id) {
    return Caller.operator(require(context, id).head());
  }

  static WebhookEndpoint require(CommandContext context, String id) {
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
