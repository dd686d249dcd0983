package com.remitflex.features.statements.transactions;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The reasons for which the ledger moves money. Their codes are stored and never change; the table
 * in docs/operations/chart-of-accounts.md says which command posts each.
 */
public enum Reason {
  SANDBOX_FUNDING("Test funds added"),
  DEPOSIT_CREDITED("Deposit credited"),
  CONVERSION("Converted"),
  CONVERSION_FEE("Fee of a conversion"),
  PAYMENT_CREATED("Amount and fee held for a payment"),
  PAYMENT_SETTLED("Payment sent"),
  PAYMENT_FEE("Fee of a payment"),
  PAYMENT_RECEIVED("Payment received from another account"),
  PAYMENT_RELEASED("Amount and fee of a failed or cancelled payment released"),
  PAYMENT_REFUNDED("Amount of a failed payment refunded"),
  PAYMENT_FEE_REFUNDED("Fee of a failed payment refunded"),
  PAYMENT_RETURNED("Payment sent back by the recipient's bank"),
  /** Only in rows of versions before off-ramps existed. */
  PAYMENT_FEE_RETURNED("Fee of a failed payment refunded"),
  OFF_RAMP_CREATED("Amount and fee held for an off-ramp"),
  OFF_RAMP_SETTLED("Off-ramp sent"),
  OFF_RAMP_FEE("Fee of an off-ramp"),
  OFF_RAMP_RELEASED("Amount and fee of a failed off-ramp released"),
  OFF_RAMP_REFUNDED("Amount of a failed off-ramp refunded"),
  OFF_RAMP_FEE_REFUNDED("Fee of a failed off-ramp refunded"),
  OFF_RAMP_RETURNED("Off-ramp sent back by the bank");

  private static final Map<String, Reason> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(Reason::code, Function.identity()));

  private final String description;

  Reason(String description) {
    this.description = description;
  }

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public String description() {
    return description;
  }

  public static Optional<Reason> find(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** The reason with this code in plain words; of an unknown code, the code as words. */
  public static String describe(String code) {
    return find(code)
        .map(Reason::description)
        .orElseGet(() -> {
          String words = code.replace('_', ' ');
          return words.isEmpty()
              ? words
              : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        });
  }
}
