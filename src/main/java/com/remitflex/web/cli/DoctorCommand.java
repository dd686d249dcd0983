package com.remitflex.web.cli;

import com.remitflex.core.ledger.LedgerInvariants;
import com.remitflex.features.activity.usage.UsageStore;
import com.remitflex.features.apikeys.signing.KeyInvariants;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.members.people.SignatureStore;
import com.remitflex.features.payments.PaymentInvariants;
import com.remitflex.platform.database.Migrations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;

/** `doctor`: whether the platform is whole. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Check the ledger, the audit log, the rows of keys and people, the money limits, the"
          + " migrations, the secrets and the clock.",
      "Exit status 0: all is well; 1: something is wrong, and the output says what."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);
  private static final int MOST_LINES = 20;

  private final CommandContextFactory workshop;

  public DoctorCommand(CommandContextFactory workshop) {
    this.workshop = workshop;
  }

  @Override
  public Integer call() {
    // Opening checks that the database answers and that the pepper is its own.
    try (CommandContext tools = workshop.open()) {
      List<String> faults = new ArrayList<>();
      Console.print("ok    secrets: the pepper is this database's");
      report(
          "migrations",
          new Migrations(tools.database().dataSource())
              .fault().map(Migrations.Fault::message).stream().toList(),
          faults);
      tools.people();
      tools
          .database()
          .use(handle -> {
            // One snapshot: payments that are made meanwhile must not look like faults.
            handle.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            handle.execute("SET LOCAL statement_timeout = 0");
            report("ledger", LedgerInvariants.violations(handle), faults);
            report("payments", PaymentInvariants.violations(handle), faults);
            report("audit log", tools.trail().violations(handle), faults);
            report("keys", KeyInvariants.violations(handle, tools.hasher()), faults);
            report("people", SignatureStore.violations(handle), faults);
            report("money limits", KeySpending.violations(handle), faults);
            report("clock", clock(handle), faults);
            notRecorded(UsageStore.notRecorded(handle));
            handle.execute("COMMIT");
          });
      return faults.isEmpty() ? 0 : 1;
    }
  }

  private static void report(String what, List<String> violations, List<String> faults) {
    if (violations.isEmpty()) {
      Console.print("ok    " + what);
      return;
    }
    faults.addAll(violations);
    Console.print("FAULT " + what + ": " + violations.size());
    violations.stream().limit(MOST_LINES).forEach(line -> Console.print("      " + line));
  }

  /** No fault of the data: what was answered and counted has taken effect, and is not shown. */
  private static void notRecorded(List<String> days) {
    if (days.isEmpty()) {
      Console.print("ok    request history: every request that was counted is in it");
      return;
    }
    Console.print("note  request history: requests that are counted but not in it, by day:");
    days.forEach(line -> Console.print("      " + line));
  }

  private static List<String> clock(Handle handle) {
    Instant before = Instant.now();
    Instant database = handle.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one();
    Duration apart = Duration.between(before, database).abs();
    return apart.compareTo(CLOCK_TOLERANCE) <= 0
        ? List.of()
        : List.of(
            "this machine's clock and the database's are "
                + apart.toSeconds()
                + " s apart: set both by NTP");
  }
}
