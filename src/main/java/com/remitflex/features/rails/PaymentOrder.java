package com.remitflex.features.rails;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/**
 * An order to a rail to carry out a payment.
 *
 * @param reference the payment's ID: whatever is done with the same reference again never pays
 *     twice
 * @param head the account and environment that pay
 * @param amount leaves the account; without the fee
 * @param converted arrives at the receiver
 * @param corridor its ID, or {@link #OFF_RAMP}
 * @param recipient the bank account that receives it
 * @param wallet the wallet that receives it, instead of a bank account
 */
public record PaymentOrder(
    String reference,
    HeadId head,
    Money amount,
    Money converted,
    String corridor,
    Optional<Recipient> recipient,
    Optional<Wallet> wallet) {

  /** In the place of a corridor: an off-ramp uses none. */
  public static final String OFF_RAMP = "off-ramp";
}
