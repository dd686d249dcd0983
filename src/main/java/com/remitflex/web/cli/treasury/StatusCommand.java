package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.pauses.Pause;
import com.remitflex.features.rails.pauses.PauseState;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.features.treasury.alarms.Alarm;
import com.remitflex.features.treasury.proof.Proof;
import com.remitflex.features.treasury.proof.ReconciliationText;
import com.remitflex.platform.json.Json;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import com.remitflex.web.cli.PauseLines;
import com.remitflex.web.cli.SignerCheck;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** `treasury status`. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Show each network with its blocks, nodes and balances, the queues of the rails, the pauses,"
          + " the result of the reconciliation, open alerts, the held deposits and the signer.",
      "Exit status 0: everything works; 1: something is paused or closed, or does not respond."
    })
final class StatusCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;
  private final Supplier<TreasurySettings> settings;

  StatusCommand(CommandContextFactory contexts, Supplier<TreasurySettings> settings) {
    this.contexts = contexts;
    this.settings = settings;
  }

  @Override
  public Integer call() {
    TreasurySettings installation = settings.get();
    try (CommandContext context = contexts.open()) {
      PauseState pauses = context.pauses().state();
      boolean works = pauses.pauses().isEmpty();
      printPauses(pauses.pauses());
      ChainStatus chains = new ChainStatus(context.database());
      for (ChainNetwork network : installation.networks()) {
        Optional<FollowedChain> chain = chains.find(network.name());
        NetworkText text = new NetworkText(network, chain, pauses.of(network.name()));
        works &= text.print();
      }
      QueueText.print(context.queues());
      works &= installation.networks().isEmpty() || printTreasury(context);
      works &= printSigner(installation.signer().get());
      printHeld(context.heldDeposits());
      return works ? 0 : 1;
    }
  }

  private static void printPauses(List<Pause> pauses) {
    if (pauses.isEmpty()) {
      Console.print("Pauses: none.");
      return;
    }
    Console.print("Pauses: " + pauses.size());
    pauses.forEach(pause -> {
      Console.print("  " + PauseLines.of(pause));
      Console.print("  To lift it: " + PauseLines.command(pause));
    });
  }

  private static boolean printTreasury(CommandContext context) {
    try (Treasury treasury = context.treasury()) {
      Proof proof = treasury.proof();
      Console.print("Reconciliation: " + ReconciliationText.of(proof, Instant.now()));
      List<Alarm> alarms = treasury.alarms();
      alarms.forEach(alarm ->
          Console.print("  Alert since " + Json.time(alarm.raisedAt()) + ": " + alarm.message()));
      return alarms.isEmpty();
    }
  }

  private static boolean printSigner(SignerCheck check) {
    if (!check.isConfigured()) {
      Console.print("Signer: not configured.");
      return true;
    }
    Console.print(check.errors().isEmpty() ? "Signer: works." : "Signer: does not work.");
    check.errors().forEach(error -> Console.print("  " + error));
    check.notes().forEach(note -> Console.print("  " + note));
    return check.errors().isEmpty();
  }

  private static void printHeld(long held) {
    Console.print(
        held == 0
            ? "Held deposits: none."
            : "Held deposits: " + held + ". ./remitflex deposits held lists them.");
  }
}
