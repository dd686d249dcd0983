package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditRoutes;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `audit`: who did what to an account and its keys. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Read the audit log, and verify it against copies stored elsewhere.")
public final class AuditCommand {
  private static final int MOST = 10_000;

  private final CommandContextFactory workshop;

  public AuditCommand(CommandContextFactory workshop) {
    this.workshop = workshop;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the audit log of an account in both environments, newest first.")
  int list(
      @Option(names = "--account", description = "ID of the account (default: the first one).")
          Optional<String> account,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Maximum number of entries, 1 to 10000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1 || limit > MOST) {
      return Console.fail("--limit must be a whole number from 1 to " + MOST + ".");
    }
    try (CommandContext tools = workshop.open()) {
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

  @Command(
      name = "heads",
      mixinStandardHelpOptions = true,
      description = {
        "Print the end of each account's chain, to store outside the database.",
        "The server writes the same lines to its log every ten minutes."
      })
  int heads() {
    try (CommandContext tools = workshop.open()) {
      tools.database().with(AuditTrail::witnesses).forEach(Console::print);
      return 0;
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Check every chain, and compare it with ends that were stored outside the database.",
        "Exit status 0: they match; 1: they do not match, or there was nothing to compare."
      })
  int verify(
      @Option(
              names = "--against",
              paramLabel = "FILE",
              required = true,
              description =
                  "File with the output of ./remitflex audit heads, or the server's log"
                      + " (repeatable).")
          List<Path> files) {
    try (CommandContext tools = workshop.open()) {
      List<String> faults = new ArrayList<>();
      long witnesses = 0;
      for (Path file : files) {
        AuditTrail.Compared compared = compare(tools, file);
        witnesses += compared.witnesses();
        faults.addAll(compared.contradictions());
      }
      faults.addAll(tools.database().inSnapshot(handle -> tools.trail().violations(handle)));
      if (witnesses == 0) {
        return Console.fail("No line in these files has the form \"audit-head acc_... N HASH\".");
      }
      faults.forEach(Console::print);
      Console.print(
          faults.isEmpty()
              ? "The audit log agrees with " + witnesses + " kept ends."
              : "FAULT audit log: " + faults.size());
      return faults.isEmpty() ? 0 : 1;
    }
  }

  private static AuditTrail.Compared compare(CommandContext tools, Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return tools.database().with(handle -> AuditTrail.compare(handle, lines));
    } catch (IOException | UncheckedIOException e) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "Cannot read " + file + ".").exception();
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
