package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.fees.Coins;
import com.remitflex.features.rails.evm.fees.FeeExport;
import com.remitflex.features.rails.evm.fees.FeePeriod;
import com.remitflex.features.rails.evm.fees.FeeRange;
import com.remitflex.features.rails.evm.fees.FeeReport;
import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `treasury fees`: what the relayers have paid for gas. */
@Command(
    name = "fees",
    mixinStandardHelpOptions = true,
    description = {
      "Show what the relayers have paid for gas, by day or month, network and relayer, in the"
          + " native coin of each network. A transaction counts on the day (UTC) on which it became"
          + " final.",
      "Below the totals are the accounts of the relayers in the ledger of network fees, which have"
          + " everything since the first transaction."
    })
final class FeesCommand implements Callable<Integer> {
  private static final String ROW = "%-10s  %-12s  %-42s  %12s  %14s  %s";
  private static final String ACCOUNT = "%-12s  %-42s  %8s  %s";

  private final CommandContextFactory contexts;

  @Option(
      names = "--by",
      paramLabel = "PERIOD",
      defaultValue = "day",
      description = "day or month (default: ${DEFAULT-VALUE}).")
  private String by = "";

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Only this network, for example base.")
  private Optional<String> network = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description =
          "The first day, for example 2027-01-31 (default: the last 30 days, or the last 12"
              + " months).")
  private Optional<LocalDate> from = Optional.empty();

  @Option(names = "--to", paramLabel = "DATE", description = "The last day (default: today).")
  private Optional<LocalDate> to = Optional.empty();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  FeesCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    Optional<FeePeriod> period = FeePeriod.find(by);
    if (period.isEmpty()) {
      return Console.fail("--by must be day or month.");
    }
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Optional<FeeRange> range = FeeRange.of(period.get(), network, from, to.orElse(today));
    if (range.isEmpty()) {
      return Console.fail(
          "--from must not be later than --to, and both must be in the years 2000 to 9999.");
    }
    try (CommandContext context = contexts.open()) {
      FeeReport report = new NetworkFees(context.database()).report(range.get());
      if (json) {
        Console.print(FeeExport.json(report));
      } else {
        print(report);
      }
      return 0;
    }
  }

  private static void print(FeeReport report) {
    if (report.accounts().isEmpty()) {
      Console.print("No relayer has paid for gas yet.");
      return;
    }
    FeeRange range = report.range();
    Console.print("From " + range.from() + " to " + range.to() + ":");
    Console.print(
        ROW.formatted("PERIOD", "NETWORK", "RELAYER", "TRANSACTIONS", "GAS", "FEE (NATIVE COIN)"));
    report
        .totals()
        .forEach(one ->
            Console.print(
                ROW.formatted(
                    range.period().text(one.firstDay()),
                    one.network(),
                    one.relayer().text(),
                    one.transactions(),
                    one.gasUsed(),
                    Coins.text(one.feeWei()))));
    Console.print("");
    Console.print("Accounts, since the first transaction:");
    Console.print(ACCOUNT.formatted("NETWORK", "RELAYER", "ENTRIES", "BALANCE (NATIVE COIN)"));
    report
        .accounts()
        .forEach(one ->
            Console.print(
                ACCOUNT.formatted(
                    one.network(),
                    one.relayer().text(),
                    one.entries(),
                    Coins.text(one.balanceWei()))));
  }
}
