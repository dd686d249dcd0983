package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.payouts.OpenPayout;
import com.remitflex.platform.access.Actor;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `treasury speed-up`: replaces a transaction that waits for a block by one with higher fees. */
@Command(
    name = "speed-up",
    mixinStandardHelpOptions = true,
    description = {
      "Replace the transaction of a payment to a wallet by one with higher fees, inside the bounds"
          + " of the networks file. At most one of the two is ever mined.",
      "A running server does it within a second, or after the pause of a paused rail. Transactions"
          + " that are stuck are replaced automatically; this only makes it earlier."
    })
public final class SpeedUpCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;

  @Parameters(paramLabel = "PAYMENT", description = "ID of the payment, pmt_…")
  private String payment = "";

  public SpeedUpCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    try (CommandContext context = contexts.open()) {
      OpenPayout payout = Payouts.of(context).speedUp(payment, Actor.operator()).orElseThrow();
      Console.print(
          payout.isPaused()
              ? "The rail is paused: the transaction of "
                  + payment
                  + " will be replaced by one with higher fees as soon as it is resumed."
              : "The transaction of " + payment + " will be replaced by one with higher fees.");
      return 0;
    }
  }
}
