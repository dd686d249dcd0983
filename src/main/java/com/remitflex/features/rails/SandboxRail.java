package com.remitflex.features.rails;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** The sandbox's rail: it moves no money, takes a fixed time, and fails for reserved amounts. */
public final class SandboxRail implements Rail {
  private static final BigDecimal FUNDS_FAIL = new BigDecimal("0.01");
  private static final BigDecimal BANK_REJECTS = new BigDecimal("0.02");
  private static final BigDecimal TOO_MANY_REQUESTS = new BigDecimal("9999.99");

  private final Duration processing;
  private final Duration settled;

  /**
   * A rail with fixed delays.
   *
   * @param processing from submitted to settled
   * @param settled from settled to delivered
   */
  public SandboxRail(Duration processing, Duration settled) {
    this.processing = processing;
    this.settled = settled;
  }

  @Override
  public Optional<ApiError> rejection(PaymentOrder order) {
    if (order.amount().major().compareTo(TOO_MANY_REQUESTS) == 0) {
      return Optional.of(
          ApiError.later(
              ErrorCode.RATE_LIMIT_EXCEEDED,
              "The sandbox rejects the amount 9999.99 as if the rate limit were exceeded.",
              1));
    }
    return Optional.empty();
  }

  @Override
  public Submission submit(PaymentOrder order) {
    return new Submission.Accepted(processing);
  }

  @Override
  public Report report(PaymentOrder order, Stage stage) {
    return switch (stage) {
      case PROCESSING -> {
        BigDecimal fraction = fraction(order.amount());
        if (fraction.compareTo(FUNDS_FAIL) == 0) {
          yield new Report.Failed(FailureReason.INSUFFICIENT_FUNDS);
        }
        if (fraction.compareTo(BANK_REJECTS) == 0) {
          yield new Report.Failed(FailureReason.RECIPIENT_BANK_REJECTED);
        }
        yield new Report.Settled(settled);
      }
      case SETTLED -> new Report.Delivered();
    };
  }

  private static BigDecimal fraction(Money money) {
    return money.major().remainder(BigDecimal.ONE);
  }
}
