package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.sweeps.Sweep;
import com.remitflex.platform.json.Json;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `treasury sweeps`. */
@Command(
    name = "sweeps",
    mixinStandardHelpOptions = true,
    description = "List the sweeps of deposit addresses to the treasury, newest first.")
final class SweepsCommand implements Callable<Integer> {
  private static final int MAX_LIMIT = 1_000;
  private static final String ROW = "%-30s  %-24s  %-7s  %-10s  %22s  %-42s  %s";

  private final CommandContextFactory contexts;

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "Maximum number of sweeps, up to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  SweepsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MAX_LIMIT) {
      return Console.fail("--limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    try (CommandContext context = contexts.open();
        Treasury treasury = context.treasury()) {
      List<Sweep> sweeps = treasury.sweeps().newest(limit);
      if (sweeps.isEmpty()) {
        Console.print("No sweeps.");
        return 0;
      }
      Console.print(
          ROW.formatted(
              "ID", "CREATED", "STATE", "NETWORK", "AMOUNT", "ADDRESS", "TRANSACTION OR PROBLEM"));
      sweeps.forEach(SweepsCommand::print);
      return 0;
    }
  }

  private static void print(Sweep sweep) {
    Console.print(
        ROW.formatted(
                sweep.id(),
                Json.time(sweep.createdAt()),
                sweep.state().word(),
                sweep.network(),
                Amounts.text(sweep.amount().currency(), BigInteger.valueOf(sweep.amount().minor())),
                sweep.address().text(),
                sweep.transaction().map(Bytes32::text).or(sweep::problem).orElse(""))
            .stripTrailing());
  }
}
