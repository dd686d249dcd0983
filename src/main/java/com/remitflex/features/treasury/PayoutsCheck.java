package com.remitflex.features.treasury;

import com.remitflex.features.rails.evm.fees.Coins;
import com.remitflex.features.rails.evm.payouts.PayoutService;
import com.remitflex.features.rails.evm.payouts.Shortage;
import com.remitflex.features.rails.evm.relays.RelayerLine;
import com.remitflex.features.rails.evm.relays.Relays;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether the treasuries hold what is to be paid, and the relayers the gas for it. */
public final class PayoutsCheck implements HealthCheck {
  private final PayoutService payouts;
  private final Relays relays;

  public PayoutsCheck(PayoutService payouts, Relays relays) {
    this.payouts = payouts;
    this.relays = relays;
  }

  @Override
  public List<HealthItem> items() {
    List<HealthItem> items = new ArrayList<>();
    items.add(liquidity());
    items.add(gas());
    return items;
  }

  private HealthItem liquidity() {
    List<Shortage> shortages = payouts.waitingForLiquidity();
    Instant now = Instant.now();
    if (shortages.isEmpty()) {
      return HealthItem.ok("Liquidity", "No payout waits for money in a treasury.", now);
    }
    Shortage first = shortages.getFirst();
    return HealthItem.attention(
        "Liquidity",
        first.payouts()
            + " payouts of "
            + first.waiting().major().toPlainString()
            + " "
            + first.waiting().currency().name()
            + " wait on "
            + first.network()
            + ".",
        now,
        "Send the missing amount to the treasury of the network.");
  }

  private HealthItem gas() {
    List<RelayerLine> low = relays.lines().stream().filter(RelayerLine::isLowOnGas).toList();
    Instant now = Instant.now();
    if (low.isEmpty()) {
      return HealthItem.ok("Gas", "No relayer is low on gas.", now);
    }
    RelayerLine first = low.getFirst();
    return HealthItem.attention(
        "Gas",
        first.address().text()
            + " on "
            + first.network()
            + " has "
            + Coins.text(first.balanceWei())
            + " of the native coin.",
        now,
        "Send native coin to it: at least " + Coins.text(first.lowWei()) + ".");
  }
}
