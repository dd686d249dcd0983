package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A network on which deposits are accepted.
 *
 * @param name for example `ethereum`
 * @param extendedPublicKey from which its deposit addresses are derived
 * @param finalAfter number of confirmations after which a deposit is credited, as shown
 * @param minimums the accepted tokens, each with its minimum amount
 */
public record DepositNetwork(
    String name, String extendedPublicKey, int finalAfter, List<Money> minimums) {
  public DepositNetwork {
    minimums = List.copyOf(minimums);
  }

  /** The name as people read it: `Ethereum`. */
  public String label() {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** The accepted currencies. */
  public List<Currency> currencies() {
    return minimums.stream().map(Money::currency).toList();
  }

  /** The minimum amount of an accepted currency; empty if it is not accepted. */
  public Optional<Money> minimum(Currency currency) {
    return minimums.stream().filter(one -> one.currency() == currency).findFirst();
  }
}
