package com.remitflex.web.cli.treasury;

import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.treasury.breach.BrokenFinality.Damage;
import com.remitflex.platform.access.Actor;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `treasury rewind`. */
@Command(
    name = "rewind",
    mixinStandardHelpOptions = true,
    description = {
      "Show what rests on final blocks that were replaced, and with --reason, let the network"
          + " continue from the block at which the branches part.",
      "Nothing is repaid or debited: a credited deposit stays credited, a settled payout settled."
          + " Until its transfer is found again, reconcile shows it as lost.",
      "Read docs/operations/reorganisations.md first."
    })
final class RewindCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;

  @Parameters(paramLabel = "NETWORK", description = "Name of the network, for example base.")
  private String network = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why the new branch is the right one. Without it, nothing is changed.")
  private Optional<String> reason = Optional.empty();

  RewindCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    try (CommandContext context = contexts.open();
        Treasury treasury = context.treasury()) {
      Damage damage =
          (reason.isPresent()
                  ? treasury.rewind(network, reason.get(), Actor.operator())
                  : treasury.damage(network))
              .orElseThrow();
      Console.print(damage.reason());
      Console.print(
          "The branches part after block "
              + damage.fork().height()
              + " ("
              + damage.fork().hash().text()
              + ").");
      damage.booked().forEach(loss -> Console.print("  " + loss.sentence()));
      Console.print(
          damage.booked().isEmpty()
              ? "Nothing that is booked rests on the replaced blocks."
              : damage.booked().size() + " entries rest on the replaced blocks.");
      Console.print(
          reason.isPresent()
              ? network + " continues from there. Run ./remitflex reconcile once it has caught up."
              : "Nothing was changed. Add --reason to let " + network + " continue from there.");
      return 0;
    }
  }
}
