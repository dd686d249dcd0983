package com.remitflex.features.statements.months;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.statements.transactions.Movement.Amounts;
import com.remitflex.features.statements.transactions.Reason;
import com.remitflex.platform.money.Currency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What an account had at the start and at the end of a month, and what happened in between.
 *
 * @param readAt until when it says what happened, if the month is not over
 */
public record Statement(
    HeadId head, StatementMonth month, Instant readAt, List<OfCurrency> currencies) {
  public Statement {
    currencies = List.copyOf(currencies);
  }

  /**
   * How long after its end a month is open: a transaction that began before can commit after it.
   */
  private static final Duration LAST_COMMITS = Duration.ofMinutes(1);

  /** Whether the month is over, so that nothing can change any more. */
  public boolean isClosed() {
    return !readAt.isBefore(month.end().plus(LAST_COMMITS));
  }

  /** Until when it says what happened. */
  public Instant until() {
    return readAt.isBefore(month.end()) ? readAt : month.end();
  }

  /** `closed` or `open`. */
  public String status() {
    return isClosed() ? "closed" : "open";
  }

  public long movements() {
    return currencies.stream().mapToLong(OfCurrency::movements).sum();
  }

  /**
   * The part of one currency.
   *
   * @param firstNumber number of the last movement before the month
   * @param lastNumber number of the last movement in it
   * @param byReason empty in a list of statements
   */
  public record OfCurrency(
      Currency currency,
      Amounts opening,
      Amounts closing,
      long firstNumber,
      long lastNumber,
      List<ByReason> byReason) {
    public OfCurrency {
      byReason = List.copyOf(byReason);
    }

    public long movements() {
      return lastNumber - firstNumber;
    }

    OfCurrency with(List<ByReason> sums) {
      return new OfCurrency(currency, opening, closing, firstNumber, lastNumber, sums);
    }

    /** Whether opening balance and movements make the closing balance. */
    boolean addsUp() {
      Amounts sum = opening;
      long count = 0;
      for (ByReason one : byReason) {
        sum = sum.plus(one.change());
        count += one.movements();
      }
      return sum.equals(closing) && count == movements();
    }
  }

  /** The movements of one reason. */
  public record ByReason(Currency currency, String reason, long movements, Amounts change) {
    public String description() {
      return Reason.describe(reason);
    }
  }
}
