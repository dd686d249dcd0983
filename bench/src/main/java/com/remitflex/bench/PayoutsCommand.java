package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `payouts`: live payments to wallets on a real chain. */
@Command(
    name = "payouts",
    mixinStandardHelpOptions = true,
    description = {
      "Pays wallets on a chain with a block each second: payouts per minute with one relayer and"
          + " with three, the time from created to settled, and the gas of a payout compared with a"
          + " plain transfer. It needs the Node packages of ./remitflex setup.",
      "The table goes to standard output and to bench/results/payouts.md. Run it on a quiet"
          + " machine."
    })
final class PayoutsCommand implements Callable<Integer> {
  private static final int FINAL_BLOCKS = 3;

  @Option(
      names = "--payments",
      defaultValue = "300",
      description = "Payouts that are created together (default: ${DEFAULT-VALUE}).")
  private int payments;

  @Option(
      names = "--relayers",
      split = ",",
      defaultValue = "1,3",
      description = "Numbers of relayers to measure (default: ${DEFAULT-VALUE}).")
  private List<Integer> relayers = List.of();

  @Override
  public Integer call() throws IOException {
    if (payments < 1 || relayers.stream().anyMatch(one -> one < 1)) {
      throw new BenchException("--payments and --relayers must be at least 1.");
    }
    Progress progress = new Progress();
    Path target = Files.createDirectories(Product.home().resolve("bench/target"));
    List<PayoutRun.Measured> all = new ArrayList<>();
    for (int number : relayers) {
      Path directory = Files.createTempDirectory(target, "chain-");
      all.add(PayoutRun.measure(number, payments, directory, progress));
    }
    new Report("Payouts to wallets", Machine.facts())
        .add(table(all))
        .add(stages(all))
        .add(gas(all))
        .publish("payouts");
    return 0;
  }

  private String table(List<PayoutRun.Measured> all) {
    return """
    %d payouts together. The chain has a block each second, and a block is final after %d more.
    The time to settled includes that.

    | Relayers | Payouts per minute | One by one: to settled, median | Together: median | p99 |
    |---:|---:|---:|---:|---:|
    %s
    """
        .formatted(
            payments,
            FINAL_BLOCKS,
            all.stream()
                .map(one ->
                    "| %d | %,.0f | %.1f s | %.1f s | %.1f s |"
                        .formatted(
                            one.relayers(),
                            one.perMinute(),
                            one.alone().median() / 1000,
                            one.together().median() / 1000,
                            one.together().p99() / 1000))
                .collect(Collectors.joining("\n")));
  }

  private static String stages(List<PayoutRun.Measured> all) {
    return """
    Where their time went, medians and p99 in seconds, and the processor time of each. All were
    created by eight clients.

    | Relayers | Created | Rail | Relayer | Signed | Settled | Server | PostgreSQL |
    |---:|---:|---:|---:|---:|---:|---:|---:|
    %s
    """
        .formatted(
            all.stream()
                .map(one ->
                    ("| %d | %.1f | %.1f / %.1f | %.1f / %.1f | %.1f / %.1f | %.1f / %.1f"
                            + " | %.0f ms | %.0f ms |")
                        .formatted(
                            one.relayers(),
                            one.creation(),
                            one.stages().rail(),
                            one.slowest().rail(),
                            one.stages().relay(),
                            one.slowest().relay(),
                            one.stages().signed(),
                            one.slowest().signed(),
                            one.stages().settled(),
                            one.slowest().settled(),
                            one.serverMillis(),
                            one.postgresMillis()))
                .collect(Collectors.joining("\n")));
  }

  private static String gas(List<PayoutRun.Measured> all) {
    PayoutRun.Measured one = all.getFirst();
    return """
    A payout (`transferWithAuthorization`, EIP-3009) used %,d gas, a plain transfer %,d: %.2f
    times as much. The wallets have had no tokens before.
    """
        .formatted(one.gas(), one.plainGas(), (double) one.gas() / one.plainGas());
  }
}
