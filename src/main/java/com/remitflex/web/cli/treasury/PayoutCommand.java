package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.features.rails.evm.fees.SubjectFees;
import com.remitflex.features.rails.evm.payouts.OpenPayout;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.web.cli.CommandContext;
import com.remitflex.web.cli.CommandContextFactory;
import com.remitflex.web.cli.Console;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `treasury payout`: a payout to a wallet, with what it has cost. */
@Command(
    name = "payout",
    mixinStandardHelpOptions = true,
    description =
        "Show the payout of a live payment to a wallet: how far it is, what it waits for, and the"
            + " network fees of its transactions.")
final class PayoutCommand implements Callable<Integer> {
  private final CommandContextFactory contexts;

  @Parameters(paramLabel = "PAYMENT", description = "ID of the payment, pmt_…")
  private String payment = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  PayoutCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Override
  public Integer call() {
    try (CommandContext context = contexts.open()) {
      OpenPayout payout =
          Payouts.of(context)
              .find(payment)
              .orElseThrow(() ->
                  ApiError.of(
                          ErrorCode.NOT_FOUND,
                          "No payout of a payment with this ID exists. Only live payments to"
                              + " wallets have one, once the rail of their network has begun with"
                              + " them.")
                      .exception());
      SubjectFees fees = new NetworkFees(context.database()).of(payment);
      if (json) {
        Console.print(PayoutText.json(payout, fees));
      } else {
        PayoutText.print(payout, fees);
      }
      return 0;
    }
  }
}
