package com.remitflex.features.compliance;

import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.recipients.wallets.ForbiddenAddresses;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.ids.Environment;
import java.util.Optional;

/**
 * Ends payments to wallets that are on the list of blocked addresses, and to those at which the
 * money would be lost or come back: a saved wallet can have become one since it was checked. Then
 * it asks another screening.
 */
public final class WalletScreening implements Screening {
  private final AddressScreening blocked;
  private final ForbiddenAddresses forbidden;
  private final Screening other;

  public WalletScreening(AddressScreening blocked, ForbiddenAddresses forbidden, Screening other) {
    this.blocked = blocked;
    this.forbidden = forbidden;
    this.other = other;
  }

  @Override
  public Verdict screen(PaymentOrder order) {
    Environment environment = order.head().environment();
    return order
        .wallet()
        .flatMap(wallet -> reason(environment, wallet))
        .<Verdict>map(Verdict.Blocked::new)
        .orElseGet(() -> other.screen(order));
  }

  private Optional<FailureReason> reason(Environment environment, Wallet wallet) {
    if (blocked.isBlocked(environment, wallet.address())) {
      return Optional.of(FailureReason.SANCTIONS_MATCH);
    }
    return forbidden.owner(environment, wallet).map(owner -> FailureReason.RAIL_FAILED);
  }
}
