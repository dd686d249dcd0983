package com.remitflex.web.cli;

import com.remitflex.core.ledger.LedgerInvariants;
import com.remitflex.features.accounts.deposits.DepositInvariants;
import com.remitflex.features.accounts.tiers.TierLimits;
import com.remitflex.features.activity.usage.KeyUsage;
import com.remitflex.features.apikeys.signing.KeyInvariants;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.compliance.reviews.Reviews;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.corridors.changes.CorridorInvariants;
import com.remitflex.features.corridors.rates.sources.LiveRates;
import com.remitflex.features.corridors.rates.sources.RateSettings;
import com.remitflex.features.exchange.positions.FxInvariants;
import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.features.members.MemberInvariants;
import com.remitflex.features.payments.PaymentInvariants;
import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.payouts.PayoutInvariants;
import com.remitflex.features.rails.pauses.PauseState;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.saved.RecipientSignatures;
import com.remitflex.features.webhooks.deliveries.WebhookInvariants;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.database.backup.WalArchive;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;

/** `doctor`: checks that the platform is consistent. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Check the ledger, the exchanges, the deposits, the payouts, the network fees, the webhooks,"
          + " the audit log, the rows of keys and users, the money limits, the networks, the"
          + " treasury, the pauses of rails, the sources of rates, the migrations, the secrets, the"
          + " clock and the signer.",
      "Exit status 0: everything is consistent; 1: the output lists the errors."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);
  private static final int MAX_LINES = 20;

  private final CommandContextFactory contexts;
  private final Supplier<SignerCheck> signer;
  private final Supplier<RateSettings> rates;

  /**
   * The command.
   *
   * @param signer what the settings say about the signer
   * @param rates the sources of live rates
   */
  public DoctorCommand(
      CommandContextFactory contexts, Supplier<SignerCheck> signer, Supplier<RateSettings> rates) {
    this.contexts = contexts;
    this.signer = signer;
    this.rates = rates;
  }

  @Override
  public Integer call() {
    // Opening the context checks that the database responds and that the pepper belongs to it.
    try (CommandContext context = contexts.open()) {
      List<String> errors = new ArrayList<>();
      Console.print("ok    secrets: the pepper belongs to this database");
      report(
          "migrations",
          new Migrations(context.database())
              .problem().map(Migrations.Problem::message).stream().toList(),
          errors);
      context.people();
      context.database().use(handle -> snapshot(handle, context, errors));
      settings(errors);
      return errors.isEmpty() ? 0 : 1;
    }
  }

  /** What the database contains, at one moment: a payment created meanwhile is not half of one. */
  private static void snapshot(Handle handle, CommandContext context, List<String> errors) {
    handle.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    Database.liftTimeLimits(handle);
    money(handle, errors);
    access(handle, context, errors);
    operation(handle, context, errors);
    notRecorded(KeyUsage.notRecorded(handle));
    suspended(context.keys().suspended());
    paused(context.pauses().state());
    handle.execute("COMMIT");
  }

  private static void money(Handle handle, List<String> errors) {
    report("ledger", LedgerInvariants.violations(handle), errors);
    report("payments", PaymentInvariants.violations(handle), errors);
    report("exchanges", FxInvariants.violations(handle), errors);
    report("corridors", CorridorInvariants.violations(handle), errors);
    report("quotes", QuoteService.violations(handle), errors);
    report("recipients", RecipientSignatures.violations(handle), errors);
    report("deposits", DepositInvariants.violations(handle), errors);
    report("payouts", PayoutInvariants.violations(handle), errors);
    report("network fees", NetworkFees.violations(handle), errors);
    report("webhooks", WebhookInvariants.violations(handle), errors);
  }

  private static void access(Handle handle, CommandContext context, List<String> errors) {
    report("audit log", context.trail().violations(handle), errors);
    report("keys", KeyInvariants.violations(handle, context.hasher()), errors);
    report("users", MemberInvariants.violations(handle), errors);
    report("money limits", KeySpending.violations(handle), errors);
    report("limits of tiers", TierLimits.violations(handle), errors);
  }

  private static void operation(Handle handle, CommandContext context, List<String> errors) {
    report("networks", ChainStatus.violations(handle), errors);
    report("treasury", context.treasury().faults(handle), errors);
    report("pauses", Pauses.violations(handle), errors);
    report("reviews", Reviews.violations(handle), errors);
    report("review rules", ReviewRules.violations(handle), errors);
    report("WAL archive", WalArchive.violations(handle), errors);
    report("clock", clock(handle), errors);
  }

  /** What the settings name outside of the database. */
  private void settings(List<String> errors) {
    SignerCheck check = signer.get();
    if (check.isConfigured()) {
      report("signer", check.errors(), errors);
    }
    RateSettings sources = rates.get();
    if (!sources.sources().isEmpty()) {
      report("rates", LiveRates.errors(sources), errors);
    }
    check.notes().forEach(note -> Console.print("note  " + note));
  }

  private static void report(String what, List<String> violations, List<String> errors) {
    if (violations.isEmpty()) {
      Console.print("ok    " + what);
      return;
    }
    errors.addAll(violations);
    Console.print("ERROR " + what + ": " + violations.size());
    violations.stream().limit(MAX_LINES).forEach(line -> Console.print("      " + line));
  }

  /** Missing entries are not an error of the data: the requests took effect and were counted. */
  private static void notRecorded(List<String> days) {
    if (days.isEmpty()) {
      Console.print("ok    request history: it contains every counted request");
      return;
    }
    Console.print("note  request history: counted requests that are missing from it, by day:");
    days.forEach(line -> Console.print("      " + line));
  }

  /** Suspended keys are not an error: an operator decides about them. */
  private static void suspended(long keys) {
    if (keys > 0) {
      Console.print(
          "note  "
              + keys
              + " API keys are suspended since a restore: confirm them with ./remitflex keys"
              + " resume --all");
    }
  }

  /** A pause is not an error: an operator or an alarm wants it. */
  private static void paused(PauseState state) {
    state.pauses().forEach(pause -> Console.print("note  paused: " + PauseLines.of(pause)));
  }

  private static List<String> clock(Handle handle) {
    Instant before = Instant.now();
    Instant database = handle.createQuery("SELECT clock_timestamp()").mapTo(Instant.class).one();
    Duration apart = Duration.between(before, database).abs();
    return apart.compareTo(CLOCK_TOLERANCE) <= 0
        ? List.of()
        : List.of(
            "the clocks of this machine and of the database differ by "
                + apart.toSeconds()
                + " s: synchronise both by NTP");
  }
}
