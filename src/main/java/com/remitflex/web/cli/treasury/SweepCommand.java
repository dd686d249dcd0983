package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.features.treasury.sweeps.Sweep;
import com.remitflex.features.treasury.sweeps.Sweepable;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `treasury sweep`. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    description = {
      "Sweep deposit addresses to the treasury, however little they hold: everything that is final"
          + " and credited. The server sweeps automatically what is at least sweep_from.",
      "The running server carries the sweeps out; ./remitflex treasury sweeps shows how far they"
          + " are."
    })
final class SweepCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Only on this network (default: on all).")
  private Optional<String> network = Optional.empty();

  @Option(names = "--dry-run", description = "Only show what would be swept.")
  private boolean dryRun;

  SweepCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    try (CommandContext context = contexts.open();
        Treasury treasury = context.treasury()) {
      List<ChainNetwork> networks =
          treasury.networks().stream()
              .filter(one -> network.isEmpty() || network.get().equals(one.name()))
              .toList();
      if (networks.isEmpty()) {
        return Console.fail(
            network.isPresent()
                ? "No network of this name is in the file of REMITFLEX_NETWORKS_FILE."
                : "No network is configured. Set REMITFLEX_NETWORKS_FILE.");
      }
      int count = networks.stream().mapToInt(one -> sweep(treasury, one)).sum();
      Console.print(count == 0 ? "Nothing is to be swept." : count + summary());
      return 0;
    }
  }

  private String summary() {
    return dryRun
        ? " addresses would be swept."
        : " sweeps are stored. The running server carries them out.";
  }

  private int sweep(Treasury treasury, ChainNetwork one) {
    int count = 0;
    for (Sweepable found : treasury.sweeps().all(one)) {
      Optional<String> id =
          dryRun
              ? Optional.of("")
              : treasury.sweeps().begin(one, found).map(Sweep::id).map(text -> text + "  ");
      if (id.isPresent()) {
        Console.print(
            "%s%-10s %s %24s"
                .formatted(
                    id.get(),
                    one.name(),
                    found.address().text(),
                    Amounts.text(
                        found.amount().currency(), BigInteger.valueOf(found.amount().minor()))));
        count++;
      }
    }
    return count;
  }
}
