package com.remitflex.web.cli.treasury;

import com.remitflex.web.cli.CommandContextFactory;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** `treasury`: the rails, and the money that they move. Each subcommand is a class of its own. */
@Command(
    name = "treasury",
    mixinStandardHelpOptions = true,
    description = "Record movements of the treasury, and list them.")
public final class TreasuryCommand {
  private TreasuryCommand() {}

  /** The command with its subcommands. */
  public static CommandSpec of(CommandContextFactory contexts) {
    CommandLine treasury = new CommandLine(new TreasuryCommand());
    subcommands(contexts).forEach(treasury::addSubcommand);
    return treasury.getCommandSpec();
  }

  private static List<Object> subcommands(CommandContextFactory contexts) {
    return List.of(new RecordCommand(contexts), new MovementsCommand(contexts));
  }
}
