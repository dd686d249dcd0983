package com.remitflex.features.statements.transactions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.Transfer.Cause;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the ledger that changes what an account has, as its owner sees it.
 *
 * @param id unique within the account
 * @param number of the movement in its currency: 1, 2, 3, … without a gap
 * @param change by which it changed what is available and held; together they may be zero
 * @param after what it left
 * @param reason code of a {@link Reason}, or one that this version does not know
 * @param objectId the payment, off-ramp, conversion or deposit that it belongs to
 * @param cause who caused it; empty for the platform
 * @param origin for a step of the platform: who created the object that it belongs to
 */
public record Movement(
    HeadId head,
    String id,
    String transactionId,
    long number,
    Currency currency,
    Amounts change,
    Amounts after,
    String reason,
    Optional<String> objectId,
    Optional<Cause> cause,
    Optional<Cause> origin,
    Instant createdAt) {

  /** What is available and held of one currency, or a change of it; a change may be negative. */
  public record Amounts(Currency currency, long availableMinor, long heldMinor) {
    public static Amounts zero(Currency currency) {
      return new Amounts(currency, 0, 0);
    }

    public Money available() {
      return new Money(currency, availableMinor);
    }

    public Money held() {
      return new Money(currency, heldMinor);
    }

    public Money total() {
      return new Money(currency, Math.addExact(availableMinor, heldMinor));
    }

    public Amounts plus(Amounts other) {
      return new Amounts(
          currency,
          Math.addExact(availableMinor, other.availableMinor),
          Math.addExact(heldMinor, other.heldMinor));
    }
  }

  /** The reason in plain words. */
  public String description() {
    return Reason.describe(reason);
  }
}
