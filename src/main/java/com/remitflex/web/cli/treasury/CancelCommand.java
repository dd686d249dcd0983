package com.remitflex.web.cli.treasury;

import com.remitflex.platform.access.Actor;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** `treasury cancel`: cancels a payout that is not paid yet. */
@Command(
    name = "cancel",
    mixinStandardHelpOptions = true,
    description = {
      "Cancel a payment to a wallet that is processing: its authorisation is cancelled on the"
          + " network.",
      "The money is released only once it is provably unpaid. If the wallet is paid in the"
          + " meantime, the payment is settled instead."
    })
public final class CancelCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;

  @Parameters(paramLabel = "PAYMENT", description = "ID of the payment, pmt_…")
  private String payment = "";

  public CancelCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    try (CommandContext context = contexts.open()) {
      Payouts.of(context).cancel(payment, Actor.operator()).orElseThrow();
      Console.print(
          "The cancellation of "
              + payment
              + " is requested. It becomes failed once the network proves that it is unpaid.");
      return 0;
    }
  }
}
