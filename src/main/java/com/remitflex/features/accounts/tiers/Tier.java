package com.remitflex.features.accounts.tiers;

import com.remitflex.features.accounts.Account.Verification;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/**
 * What a live account may send, by what the operator has verified of it; equivalents in US dollars.
 *
 * @param perMonth empty: no monthly limit
 */
public record Tier(Money perPayment, Money perDay, Optional<Money> perMonth) {
  private static final Tier KYC =
      new Tier(dollars(10_000), dollars(50_000), Optional.of(dollars(200_000)));
  private static final Tier KYB = new Tier(dollars(500_000), dollars(2_000_000), Optional.empty());

  /** The tier of a verification; empty for an account that may send nothing. */
  public static Optional<Tier> of(Verification verification) {
    return switch (verification) {
      case NONE -> Optional.empty();
      case KYC -> Optional.of(KYC);
      case KYB -> Optional.of(KYB);
    };
  }

  /** The tier with the highest limits. */
  static Tier highest() {
    return KYB;
  }

  static Money dollars(long amount) {
    return new Money(Currency.USD, amount * 100);
  }
}
