package com.remitflex.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine;

/** Start: the benchmarks, each a command. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Benchmarks of RemitFlex: each runs the real program as a process of its own.",
    subcommands = {
      PaymentsCommand.class,
      LifeCommand.class,
      GrowthCommand.class,
      KeysCommand.class,
      UsageCommand.class,
      ScanCommand.class,
      RequestsCommand.class,
      PagesCommand.class,
      HistoryCommand.class,
      ReadsCommand.class,
      SignInCommand.class,
      SignInFloodCommand.class
    })
public final class Bench {
  private Bench() {}

  public static void main(String[] args) {
    CommandLine commands =
        new CommandLine(new Bench())
            .setExecutionExceptionHandler((failure, command, result) -> failed(failure));
    if (args.length == 0) {
      commands.usage(System.err);
      System.exit(CommandLine.ExitCode.USAGE);
    }
    System.exit(commands.execute(args));
  }

  /** One sentence for what the reader can mend; the whole story for a bug. */
  private static int failed(Exception failure) throws Exception {
    if (failure instanceof BenchException) {
      System.err.println(failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
