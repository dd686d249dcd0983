package com.remitflex.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.audit.AuditFilter;
import com.remitflex.audit.AuditRoutes;
import com.remitflex.http.Json;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `audit`: who did what to an account and its keys. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Read the audit log; ./remitflex doctor checks it.")
public final class AuditCommand {
  private static final int MOST = 10_000;

  private final Workshop workshop;

  public AuditCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the entries of an account in both environments, newest first.")
  int list(
      @Option(names = "--account", description = "Id of the account (default: the first one).")
          Optional<String> account,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "How many, at most 10000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1 || limit > MOST) {
      return Console.fail("--limit must be a whole number from 1 to " + MOST + ".");
    }
    try (Tools tools = workshop.open()) {
      String accountId = tools.account(account).id();
      List<ObjectNode> entries =
          tools
              .database()
              .with(handle -> AuditRoutes.newest(handle, accountId, AuditFilter.all(), limit));
      if (json) {
        ObjectNode list = Json.object();
        list.set("data", Json.array().addAll(entries));
        Console.print(Json.text(list));
      } else {
        printTable(entries);
      }
      return 0;
    }
  }

  private static void printTable(List<ObjectNode> entries) {
    if (entries.isEmpty()) {
      Console.print("No entries.");
      return;
    }
    String row = "%-5s  %-24s  %-7s  %-34s  %-20s  %-30s  %-15s  %s";
    Console.print(
        row.formatted("SEQ", "TIME", "ENV", "ACTOR", "ACTION", "SUBJECT", "IP", "DETAILS"));
    for (ObjectNode entry : entries) {
      Console.print(
          row.formatted(
              entry.path("seq").asText(),
              entry.path("created_at").asText(),
              entry.path("environment").asText("-"),
              actor(entry.path("actor")),
              entry.path("action").asText(),
              entry.path("subject").asText(),
              entry.path("ip").asText("-"),
              entry.path("details")));
    }
  }

  private static String actor(JsonNode actor) {
    return actor.has("id") ? actor.path("id").asText() : actor.path("type").asText();
  }
}
