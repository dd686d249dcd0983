package com.remitflex.web.cli.treasury;

import com.remitflex.web.cli.CommandContextFactory;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** `treasury`: the rails, and the money that they move. Each subcommand is a class of its own. */
@Command(
    name = "treasury",
    mixinStandardHelpOptions = true,
    description =
        "Show the state of rails and networks, pause and resume them, and record what you move.")
public final class TreasuryCommand {
  private TreasuryCommand() {}

  /** The command with its subcommands. */
  public static CommandSpec of(
      CommandContextFactory contexts, Supplier<TreasurySettings> settings) {
    CommandLine treasury = new CommandLine(new TreasuryCommand());
    subcommands(contexts, settings).forEach(treasury::addSubcommand);
    return treasury.getCommandSpec();
  }

  private static List<Object> subcommands(
      CommandContextFactory contexts, Supplier<TreasurySettings> settings) {
    return List.of(
        new StatusCommand(contexts, settings),
        new PauseCommand(contexts, settings),
        new ResumeCommand(contexts, settings),
        new RecordCommand(contexts),
        new MovementsCommand(contexts),
        new SweepCommand(contexts),
        new SweepsCommand(contexts),
        new RewindCommand(contexts),
        new PayoutCommand(contexts),
        new FeesCommand(contexts),
        new SpeedUpCommand(contexts),
        new CancelCommand(contexts));
  }
}
