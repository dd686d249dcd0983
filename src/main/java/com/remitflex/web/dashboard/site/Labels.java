package com.remitflex.web.dashboard.site;

import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Statuses, amounts and numbers as text for pages. */
public final class Labels {
  private static final Pattern ABBREVIATION = Pattern.compile("\\b(?:ip|id|fx|kyc|kyb)\\b");

  private Labels() {}

  /** The CSS class of a status: success, warning, danger, info, off, or empty. */
  public static String tone(String status) {
    return switch (status) {
      case "active", "delivered", "credited", "completed", "enabled", "valid" -> "success";
      case "settled", "processing", "open" -> "info";
      case "pending" -> "";
      case "compliance_review", "returned", "held", "stale", "partly_valid" -> "warning";
      case "failed", "failing", "undeliverable", "invalid" -> "danger";
      case "revoked", "expired", "cancelled", "dropped", "disabled", "absent" -> "off";
      default -> "";
    };
  }

  /** A status, field name or other code as a label: `new_network` becomes "New network". */
  public static String label(String code) {
    String words = words(code);
    return words.isEmpty()
        ? words
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** A code in words: `ip_address` becomes "IP address". */
  public static String words(String code) {
    return ABBREVIATION
        .matcher(code.replace("off_ramp", "off-ramp").replace('_', ' '))
        .replaceAll(match -> match.group().toUpperCase(Locale.ROOT));
  }

  /** An amount with all its digits, in groups of three. */
  public static String amount(Money money) {
    return amount(money.major());
  }

  /** As {@link #amount(Money)}, of an amount of any size. */
  public static String amount(BigDecimal major) {
    int digits = Math.max(2, major.stripTrailingZeros().scale());
    return format("#,##0." + "0".repeat(digits)).format(major);
  }

  /** A change of a balance with its sign; a dash if it is zero. */
  public static String change(Money money) {
    if (money.minor() == 0) {
      return "–";
    }
    return (money.minor() > 0 ? "+" : "−") + amount(money.major().abs());
  }

  /** The ends of a wallet's address, where the whole has no place. */
  public static String shortAddress(String address) {
    int end = 6;
    return address.length() <= 3 * end
        ? address
        : address.substring(0, end + 2) + "…" + address.substring(address.length() - end);
  }

  /** An exchange rate with all its digits. */
  public static String rate(Rate rate) {
    return rate.value().toPlainString();
  }

  /** Hundredths of a percent as a percentage, for example 25 as `0.25%`. */
  public static String percent(long basisPoints) {
    return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
  }

  /**
   * The maximum number of requests per minute of a key.
   *
   * @param perMinute 0 disables the limit; empty is the platform default
   */
  public static String requestLimit(Optional<Integer> perMinute) {
    return perMinute
        .map(limit -> limit == 0 ? "No limit" : count(limit) + " per minute")
        .orElse("Platform default");
  }

  /** How many rows a list has, for example `1 payment` or `2 payments match the filters`. */
  public static String total(long number, String one, boolean isFiltered) {
    String filtered = number == 1 ? " matches the filters" : " match the filters";
    return count(number) + " " + one + (number == 1 ? "" : "s") + (isFiltered ? filtered : "");
  }

  /** A count in groups of three. */
  public static String count(long number) {
    return format("#,##0").format(number);
  }

  /** As {@link #count(long)}, of a number of any size. */
  public static String count(BigInteger number) {
    return format("#,##0").format(number);
  }

  private static DecimalFormat format(String pattern) {
    DecimalFormat format =
        new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
    format.setParseBigDecimal(true);
    return format;
  }
}
