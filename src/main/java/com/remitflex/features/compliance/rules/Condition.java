package com.remitflex.features.compliance.rules;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;

/** What a payment has to be so that a rule holds it; amounts are equivalents in US dollars. */
public sealed interface Condition {
  /** More than this amount. */
  record Amount(long aboveCents) implements Condition {}

  /**
   * More payments, or a larger sum, than this in the current UTC hour or day, with the payment
   * itself.
   */
  record Velocity(Period period, Optional<Long> payments, Optional<Long> cents)
      implements Condition {}

  /**
   * The first payment to its receiver, or every one until one of them was approved.
   *
   * @param aboveCents only above this amount; 0: always
   */
  record NewRecipient(long aboveCents) implements Condition {}

  /** A bank account in one of these countries, as ISO 3166 alpha-2. */
  record Country(NavigableSet<String> countries) implements Condition {}

  /** The time in which a velocity rule counts. */
  enum Period {
    HOUR,
    DAY;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The kind of this condition, as commands and pages name it. */
  default String kind() {
    return switch (this) {
      case Amount amount -> "amount";
      case Velocity velocity -> "velocity";
      case NewRecipient recipient -> "new-recipient";
      case Country country -> "country";
    };
  }

  /** What the rule holds, in words. */
  default String text() {
    return switch (this) {
      case Amount(long above) -> "more than " + dollars(above);
      case Velocity velocity -> velocityText(velocity);
      case NewRecipient(long above) ->
          "the first payment to a receiver"
              + (above == 0 ? "" : ", if more than " + dollars(above));
      case Country(NavigableSet<String> countries) ->
          "bank accounts in " + String.join(", ", countries);
    };
  }

  private static String velocityText(Velocity velocity) {
    String payments = velocity.payments().map(n -> "more than " + n + " payments").orElse("");
    String sum = velocity.cents().map(n -> "more than " + dollars(n)).orElse("");
    return payments
        + (payments.isEmpty() || sum.isEmpty() ? "" : " or ")
        + sum
        + " per "
        + velocity.period().word()
        + " (UTC)";
  }

  static String dollars(long cents) {
    return new Money(Currency.USD, cents).toString();
  }
}
