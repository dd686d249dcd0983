package com.remitflex.web.cli;

import com.remitflex.features.activity.alerts.Alert;
import com.remitflex.features.activity.alerts.AlertExport;
import com.remitflex.features.activity.alerts.UnknownKeyUse;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `alerts`: unusual use of API keys. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    description = "List alerts about unusual use of API keys.")
public final class AlertsCommand {
  private static final int MAX_LIMIT = 10_000;

  private final CommandContextFactory contexts;

  public AlertsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "List the alerts of an account in both environments, newest first.",
        "With --platform: list the uses of well-formed keys that were never issued."
      })
  int list(
      @Option(names = "--account", description = "ID of the account (default: the first account).")
          Optional<String> account,
      @Option(names = "--platform", description = "List uses of keys that were never issued.")
          boolean platform,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Maximum number of alerts, up to 10000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1 || limit > MAX_LIMIT) {
      return Console.fail("--limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    try (CommandContext context = contexts.open()) {
      if (platform) {
        printUnknownKeys(context.alerts().unknownKeys(limit), json);
      } else {
        printAlerts(context.alerts().newest(context.account(account).id(), limit), json);
      }
      return 0;
    }
  }

  private static void printAlerts(List<Alert> alerts, boolean json) {
    if (json) {
      Console.print(AlertExport.json(alerts));
      return;
    }
    if (alerts.isEmpty()) {
      Console.print("No alerts.");
      return;
    }
    String row = "%-24s  %-7s  %-11s  %-12s  %-30s  %-30s  %s";
    Console.print(row.formatted("TIME", "ENV", "KIND", "STATUS", "KEY", "ID", "DETAILS"));
    for (Alert alert : alerts) {
      Console.print(
          row.formatted(
              Json.time(alert.createdAt()),
              alert.head().environment().word(),
              alert.kind().word(),
              alert.status().word(),
              alert.keyId(),
              alert.id(),
              AlertExport.details(alert)));
    }
  }

  private static void printUnknownKeys(List<UnknownKeyUse> uses, boolean json) {
    if (json) {
      Console.print(AlertExport.jsonOfUnknownKeys(uses));
      return;
    }
    if (uses.isEmpty()) {
      Console.print("No alerts.");
      return;
    }
    String row = "%-24s  %-24s  %-18s  %-39s  %8s  %s";
    Console.print(row.formatted("FIRST", "LAST", "KEY", "IP", "REQUESTS", "CLIENT"));
    for (UnknownKeyUse use : uses) {
      Console.print(
          row.formatted(
              Json.time(use.first()),
              Json.time(use.last()),
              use.display(),
              use.ip(),
              use.requests(),
              use.userAgent().orElse("-")));
    }
  }
}
