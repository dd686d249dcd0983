package com.remitflex.web.cli;

import com.remitflex.core.audit.AuditEntry;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.activity.audit.AuditExport;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
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

/** `audit`: reads and verifies the audit log. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Read the audit log, and compare it with copies of its chain ends.")
public final class AuditCommand {
  private static final int MAX_LIMIT = 10_000;

  private final CommandContextFactory contexts;

  public AuditCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description =
          "List the audit entries of an account in both environments, or of the platform, newest"
              + " first.")
  int list(
      @Option(names = "--account", description = "ID of the account (default: the first account).")
          Optional<String> account,
      @Option(
              names = "--platform",
              description = "List what concerns the platform: pauses of rails, operators.")
          boolean platform,
      @Option(
              names = "--limit",
              defaultValue = "20",
              description = "Maximum number of entries, up to 10000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1 || limit > MAX_LIMIT) {
      return Console.fail("--limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    try (CommandContext context = contexts.open()) {
      String chain = platform ? AuditTrail.PLATFORM : context.account(account).id();
      List<AuditEntry> entries =
          context.auditLog().list(chain, AuditFilter.all(), PageQuery.newest(limit)).items();
      if (json) {
        Console.print(AuditExport.json(entries));
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
        "Print the end of each account's hash chain, for a file outside the database.",
        "The server writes the same lines to its log every ten minutes."
      })
  int heads() {
    try (CommandContext context = contexts.open()) {
      context.auditLog().heads().forEach(Console::print);
      return 0;
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Check every hash chain, and compare it with chain ends stored outside the database.",
        "Exit status 0: they match; 1: they do not match, or the files contain no chain ends."
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
    try (CommandContext context = contexts.open()) {
      AuditLog audit = context.auditLog();
      List<String> errors = new ArrayList<>();
      long chainEnds = 0;
      for (Path file : files) {
        AuditTrail.Compared compared = compare(audit, file);
        chainEnds += compared.witnesses();
        errors.addAll(compared.contradictions());
      }
      errors.addAll(audit.violations());
      if (chainEnds == 0) {
        return Console.fail("No line in these files has the form \"audit-head acc_... N HASH\".");
      }
      errors.forEach(Console::print);
      Console.print(
          errors.isEmpty()
              ? "The audit log matches " + chainEnds + " stored chain ends."
              : "ERROR audit log: " + errors.size());
      return errors.isEmpty() ? 0 : 1;
    }
  }

  private static AuditTrail.Compared compare(AuditLog audit, Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return audit.compare(lines);
    } catch (IOException | UncheckedIOException e) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "Cannot read " + file + ".").exception();
    }
  }

  private static void printTable(List<AuditEntry> entries) {
    if (entries.isEmpty()) {
      Console.print("No entries.");
      return;
    }
    String row = "%-5s  %-24s  %-7s  %-34s  %-20s  %-30s  %-15s  %s";
    Console.print(
        row.formatted("SEQ", "TIME", "ENV", "ACTOR", "ACTION", "SUBJECT", "IP", "DETAILS"));
    for (AuditEntry entry : entries) {
      Actor actor = entry.action().actor();
      Console.print(
          row.formatted(
              entry.seq(),
              Json.time(entry.createdAt()),
              entry.environment().map(Environment::word).orElse("-"),
              actor.id().orElse(actor.kind().word()),
              entry.action().action(),
              entry.action().subject(),
              actor.ip().orElse("-"),
              entry.action().details()));
    }
  }
}
