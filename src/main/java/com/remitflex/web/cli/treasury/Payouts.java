package com.remitflex.web.cli.treasury;

import com.remitflex.features.rails.evm.payouts.PayoutService;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.web.cli.CommandContext;

/** The payouts of a command's database. */
final class Payouts {
  private Payouts() {}

  static PayoutService of(CommandContext context) {
    return new PayoutService(
        context.database(), new Relays(context.database()), context.trail(), context.pauses());
  }
}
