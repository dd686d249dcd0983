package com.remitflex.web.dashboard.site;

import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;

/** How states, amounts and numbers are put into words. */
public final class Labels {
  private Labels() {}

  /** The colour of a state's dot: success, warning, danger, info, off, or none. */
  public static String tone(String state) {
    return switch (state) {
      case "active", "delivered" -> "success";
      case "settled", "processing" -> "info";
      case "pending" -> "";
      case "compliance_review" -> "warning";
      case "failed" -> "danger";
      case "revoked", "expired", "cancelled" -> "off";
      default -> "";
    };
  }

  /** A state as people read it. */
  public static String label(String state) {
    String words = state.replace('_', ' ');
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** An amount with its exact digits, in groups of three. */
  public static String amount(Money money) {
    BigDecimal major = money.major();
    int digits = Math.max(2, major.stripTrailingZeros().scale());
    return format("#,##0." + "0".repeat(digits)).format(major);
  }

  /** An exchange rate with all its digits. */
  public static String rate(Rate rate) {
    return rate.value().toPlainString();
  }

  /**
   * The maximum of requests per minute of a key.
   *
   * @param perMinute 0 for none; empty for the platform's
   */
  public static String requestLimit(Optional<Integer> perMinute) {
    return perMinute
        .map(limit -> limit == 0 ? "No limit" : count(limit) + " per minute")
        .orElse("Platform default");
  }

  /** A count in groups of three. */
  public static String count(long number) {
    return format("#,##0").format(number);
  }

  private static DecimalFormat format(String pattern) {
    DecimalFormat format =
        new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setParseBigDecimal(true);
    return format;
  }
}
