package com.remitflex.web.cli.rates;

import com.remitflex.features.corridors.rates.MarketRate;
import com.remitflex.features.corridors.rates.sources.Ages;
import com.remitflex.features.corridors.rates.sources.LiveRates;
import com.remitflex.features.corridors.rates.sources.RateSettings;
import com.remitflex.features.corridors.rates.sources.SourceStatus;
import com.remitflex.features.exchange.positions.FxPosition;
import com.remitflex.features.exchange.positions.FxPositions;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `rates`: reads the sources of live rates, and shows what they make. */
@Command(
    name = "rates",
    mixinStandardHelpOptions = true,
    description = {
      "Read each source of the rates file (REMITFLEX_RATES_FILE) now, and list the sources and the"
          + " live exchange rates that follow from them.",
      "A server reads the sources automatically. The operator console shows what each node has"
          + " read.",
      "Exit status 0: every source can be read, and its prices are not too old; 1: the output"
          + " lists the errors."
    })
public final class RatesCommand implements Callable<Integer> {
  private static final String SOURCE = "%-20s  %-6s  %-9s  %-12s  %-12s  %-10s  %s";
  private static final String RATE = "%-6s %-6s  %16s  %16s  %8s  %-24s  %s";
  private static final String POSITION = "%-6s %-6s  %-8s  %24s  %24s  %10s";

  private final Supplier<RateSettings> settings;
  private final CommandContextFactory contexts;

  @Option(
      names = "--positions",
      description = "List what the platform has exchanged instead, by pair of currencies.")
  private boolean positions;

  /**
   * The command.
   *
   * @param settings the rates file
   */
  public RatesCommand(Supplier<RateSettings> settings, CommandContextFactory contexts) {
    this.settings = settings;
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    return positions ? printPositions() : printRates();
  }

  private int printRates() {
    RateSettings read = settings.get();
    if (read.sources().isEmpty()) {
      return Console.fail(
          "There are no sources of live rates. Name the rates file in REMITFLEX_RATES_FILE.");
    }
    try (LiveRates rates = new LiveRates(read, Instant::now)) {
      rates.readAll();
      Instant now = Instant.now();
      Console.print(
          SOURCE.formatted("SOURCE", "TYPE", "PRICES", "AGE", "MAXIMUM AGE", "REFRESH", "ERROR"));
      rates.sources().forEach(status -> Console.print(line(status, now)));
      Console.print("");
      Console.print(
          RATE.formatted(
              "FROM", "TO", "MID-MARKET", "CUSTOMER", "SPREAD", "OLDEST PRICE", "SOURCE"));
      rates.at(Environment.LIVE, now).all().forEach(rate -> Console.print(line(rate)));
      return rates.sources().stream().allMatch(status -> isGood(status, now)) ? 0 : 1;
    }
  }

  private static boolean isGood(SourceStatus status, Instant now) {
    return status.error().isEmpty() && status.isUsable(now);
  }

  private static String line(SourceStatus status, Instant now) {
    String error =
        status.error().orElse(status.isUsable(now) ? "" : "The prices are too old to be used.");
    return SOURCE
        .formatted(
            status.source().name(),
            status.source().kind(),
            status.quotations().size(),
            Ages.age(status, now),
            Ages.maxAge(status),
            Ages.text(status.source().refresh()),
            error)
        .stripTrailing();
  }

  private static String line(MarketRate rate) {
    return RATE.formatted(
        rate.from(),
        rate.to(),
        rate.mid().value().toPlainString(),
        rate.customer().value().toPlainString(),
        BigDecimal.valueOf(rate.spreadBasisPoints(), 2).toPlainString() + "%",
        Json.time(rate.asOf()),
        rate.source());
  }

  private int printPositions() {
    try (CommandContext context = contexts.open()) {
      Console.print(POSITION.formatted("FROM", "TO", "ENV", "RECEIVED", "GIVEN", "EXCHANGES"));
      new FxPositions(context.database()).all().forEach(one -> Console.print(line(one)));
      return 0;
    }
  }

  private static String line(FxPosition one) {
    return POSITION.formatted(
        one.received().currency(),
        one.given().currency(),
        one.environment().word(),
        one.received().major().toPlainString(),
        one.given().major().toPlainString(),
        one.number());
  }
}
