package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.pauses.PauseCause;
import com.remitflex.features.rails.pauses.PauseTarget;
import com.remitflex.features.rails.pauses.Resumed;
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

/** `treasury resume`. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = {
      "Lift one pause of a rail, or of everything. Waiting payments continue immediately.",
      "A rail that several causes have paused stays paused until each of them is lifted."
    })
final class ResumeCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;
  private final Supplier<TreasurySettings> settings;

  @Parameters(
      arity = "0..1",
      paramLabel = "RAIL",
      description = "Name of the rail: sandbox, or the name of a network.")
  private Optional<String> rail = Optional.empty();

  @Option(names = "--all", description = "Lift the pause of everything, not those of single rails.")
  private boolean all;

  @Option(
      names = "--cause",
      defaultValue = "OPERATOR",
      description =
          "Which pause to lift: operator, reconciliation, restore or damage (default: operator).")
  private PauseCause cause = PauseCause.OPERATOR;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit log (up to 300 characters).")
  private String reason = "";

  ResumeCommand(CommandContextFactory contexts, Supplier<TreasurySettings> settings) {
    this.contexts = contexts;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    PauseTarget target = settings.get().target(rail, all);
    try (CommandContext context = contexts.open()) {
      Resumed resumed =
          context.pauses().resume(target, cause, reason, Actor.operator()).orElseThrow();
      String name = target.label();
      Console.print(
          resumed.isChanged()
              ? "Lifted: " + name + " is no longer paused by the cause " + cause.word() + "."
              : name + " was not paused by the cause " + cause.word() + ". Nothing was changed.");
      if (resumed.remaining().isEmpty()) {
        Console.print(name + " is not paused.");
      } else {
        Console.print(name + " is still paused:");
        resumed
            .remaining()
            .forEach(pause -> {
              Console.print("  " + PauseLines.of(pause));
              Console.print("  To lift it: " + PauseLines.command(pause));
            });
      }
      return 0;
    }
  }
}
