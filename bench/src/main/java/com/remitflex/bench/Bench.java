package com.remitflex.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Start: the benchmarks, each a command; without a command, all that has something to reach. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Benchmarks of RemitFlex: each runs the real program as a separate process.",
      "Without a command: every scenario that has a figure to reach, in one run of at most 20"
          + " minutes. The table goes to standard output and to bench/results/summary.md. Run it on"
          + " a quiet machine."
    },
    subcommands = {
      PaymentsCommand.class,
      LifeCommand.class,
      ExchangeCommand.class,
      PayoutsCommand.class,
      WebhooksCommand.class,
      GrowthCommand.class,
      KeysCommand.class,
      UsageCommand.class,
      ScanCommand.class,
      RequestsCommand.class,
      PagesCommand.class,
      HistoryCommand.class,
      ReadsCommand.class,
      OverloadCommand.class,
      MemoryCommand.class,
      StartCommand.class,
      SignInCommand.class,
      SignInFloodCommand.class,
      RecordLoadCommand.class
    })
public final class Bench implements Callable<Integer> {
  @Mixin private Rounds rounds;

  private Bench() {}

  @Override
  public Integer call() {
    rounds.check();
    new WholeRun(rounds).run();
    return 0;
  }

  public static void main(String[] args) {
    CommandLine commands =
        new CommandLine(new Bench())
            .setExecutionExceptionHandler((failure, command, result) -> failed(failure));
    System.exit(commands.execute(args));
  }

  /** One sentence for what the reader can correct; the stack trace for a bug. */
  private static int failed(Exception failure) throws Exception {
    if (failure instanceof BenchException) {
      System.err.println(failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw failure;
  }
}
