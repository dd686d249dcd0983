package com.remitflex.web.cli.treasury;

import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.movements.Movement;
import com.remitflex.platform.json.Json;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `treasury movements`. */
@Command(
    name = "movements",
    mixinStandardHelpOptions = true,
    description = {
      "List what operators have recorded, and what the treasury ledger began with, newest first.",
      "FLOAT is by how much a movement changes what belongs to the operator."
    })
final class MovementsCommand implements Callable<Integer> {
  private static final int MAX_LIMIT = 1_000;
  private static final String ROW = "%-30s  %-24s  %-8s  %-12s  %20s  %20s  %-66s  %s";

  private final CommandContextFactory contexts;

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "Maximum number of movements, up to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  MovementsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MAX_LIMIT) {
      return Console.fail("--limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }
    try (CommandContext context = contexts.open();
        Treasury treasury = context.treasury()) {
      List<Movement> movements = treasury.movements(limit);
      if (movements.isEmpty()) {
        Console.print("No movements.");
        return 0;
      }
      Console.print(
          ROW.formatted(
              "ID", "RECORDED", "KIND", "NETWORK", "AMOUNT", "FLOAT", "TRANSACTION", "NOTE"));
      movements.forEach(MovementsCommand::print);
      return 0;
    }
  }

  private static void print(Movement movement) {
    Console.print(
        ROW.formatted(
                movement.id(),
                Json.time(movement.createdAt()),
                movement.kind().word(),
                movement.network(),
                Amounts.text(movement.currency(), movement.amountMinor()),
                Amounts.text(movement.currency(), movement.floatMinor()),
                movement.transactionHash(),
                movement.authentic() ? movement.note() : "CHANGED OUTSIDE REMITFLEX")
            .stripTrailing());
  }
}
