package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.features.rails.pauses.Paused;
import com.remitflex.platform.access.Actor;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import com.remitflex.web.cli.PauseLines;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `treasury pause`. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "Pause a rail, or everything: nothing new is begun, on any node, within a second.",
      "What was already sent is followed until it settles. Payments are accepted and wait."
    })
final class PauseCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;
  private final Supplier<TreasurySettings> settings;

  @Parameters(
      arity = "0..1",
      paramLabel = "RAIL",
      description = "Name of the rail: sandbox, or the name of a network.")
  private Optional<String> rail = Optional.empty();

  @Option(names = "--all", description = "Pause every rail, also those configured later.")
  private boolean all;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the other operators and the audit log (up to 300 characters).")
  private String reason = "";

  PauseCommand(CommandContextFactory contexts, Supplier<TreasurySettings> settings) {
    this.contexts = contexts;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    PauseTarget target = settings.get().target(rail, all);
    try (CommandContext context = contexts.open()) {
      Paused paused =
          context
              .pauses()
              .pause(target, PauseCause.OPERATOR, reason, Actor.operator())
              .orElseThrow();
      Console.print(
          (paused.isNew() ? "Paused: " : "Already paused, nothing was changed: ")
              + PauseLines.of(paused.pause()));
      Console.print("To resume: " + PauseLines.command(paused.pause()));
      return 0;
    }
  }
}
