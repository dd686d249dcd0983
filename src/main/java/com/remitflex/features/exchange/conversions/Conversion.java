package com.remitflex.features.exchange.conversions;

import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.time.Instant;

/**
 * An exchange of one balance of an account for another, which took place when it was created.
 *
 * @param number of its event: the order of creation within the account
 * @param amount what the customer paid, without the fee
 * @param converted what the customer received
 * @param fee on top of the amount, in its currency
 */
public record Conversion(
    ConversionKey key,
    long number,
    String quoteId,
    Money amount,
    Money converted,
    Rate rate,
    Money fee,
    Instant createdAt) {

  /** The only status: a conversion is created and completed in one step. */
  public static final String STATUS = "completed";

  public String id() {
    return key.id();
  }

  /** What the customer paid, with the fee. */
  public Money totalDebited() {
    return amount.plus(fee);
  }
}
