package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.activity.alerts.AlertRoutes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `alerts`: what was unusual about the use of keys. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "List alerts about unusual use of API keys.")
public final class AlertsCommand {
  private static final int MOST = 10_000;

  private final CommandContextFactory workshop;

  public AlertsCommand(CommandContextFactory workshop) {
    this.workshop = workshop;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "List the alerts of an account in both environments, newest first; with --platform,",
        "well-formed keys that were sent to this platform but never issued."
      })
  int list(
      @Option(names = "--account", description = "ID of the account (default: the first one).")
          Optional<String> account,
      @Option(
              names = "--platform",
              description = "List alerts about keys that belong to no account.")
          boolean platform,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Maximum number of alerts, 1 to 10000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1 || limit > MOST) {
      return Console.fail("--limit must be a whole number from 1 to " + MOST + ".");
    }
    try (CommandContext tools = workshop.open()) {
      List<ObjectNode> found =
          platform
              ? tools.database().with(handle -> AlertRoutes.unknownKeys(handle, limit))
              : ofAccount(tools, tools.account(account).id(), limit);
      if (json) {
        ObjectNode list = Json.object();
        list.set("data", Json.array().addAll(found));
        Console.print(Json.text(list));
      } else if (found.isEmpty()) {
        Console.print("No alerts.");
      } else if (platform) {
        printUnknown(found);
      } else {
        printAlerts(found);
      }
      return 0;
    }
  }

  private static List<ObjectNode> ofAccount(CommandContext tools, String accountId, int limit) {
    List<ObjectNode> found = new ArrayList<>();
    for (Environment one : Environment.values()) {
      HeadId head = new HeadId(accountId, one);
      found.addAll(tools.database().with(handle -> AlertRoutes.newest(handle, head, limit)));
    }
    return found.stream()
        .sorted(Comparator.comparing((ObjectNode node) -> created(node)).reversed())
        .limit(limit)
        .toList();
  }

  private static String created(ObjectNode node) {
    return node.path("created_at").asText();
  }

  private static void printAlerts(List<ObjectNode> alerts) {
    String row = "%-24s  %-7s  %-11s  %-12s  %-30s  %-30s  %s";
    Console.print(row.formatted("TIME", "ENV", "KIND", "STATUS", "KEY", "ID", "DETAILS"));
    for (ObjectNode alert : alerts) {
      Console.print(
          row.formatted(
              created(alert),
              alert.path("environment").asText(),
              alert.path("kind").asText(),
              alert.path("status").asText(),
              alert.path("api_key_id").asText(),
              alert.path("id").asText(),
              alert.path("details")));
    }
  }

  private static void printUnknown(List<ObjectNode> uses) {
    String row = "%-24s  %-24s  %-18s  %-39s  %8s  %s";
    Console.print(row.formatted("FIRST", "LAST", "KEY", "IP", "REQUESTS", "CLIENT"));
    for (ObjectNode use : uses) {
      Console.print(
          row.formatted(
              use.path("first_at").asText(),
              use.path("last_at").asText(),
              use.path("display").asText(),
              use.path("ip").asText(),
              use.path("requests").asText(),
              use.path("user_agent").asText("-")));
    }
  }
}
