package com.remitflex.features.accounts.deposits;

import com.remitflex.platform.money.Money;
import java.util.Locale;

/**
 * A transfer of an accepted token to a deposit address.
 *
 * @param sender in lower case
 * @param address the deposit address, in the form in which it is shown
 * @param amount more than zero
 */
public record IncomingTransfer(TransferId id, String sender, String address, Money amount) {
  public IncomingTransfer {
    sender = sender.toLowerCase(Locale.ROOT);
  }

  /** The same transfer, with its address in the form in which it is shown. */
  public IncomingTransfer to(String shownAddress) {
    return new IncomingTransfer(id, sender, shownAddress, amount);
  }
}
