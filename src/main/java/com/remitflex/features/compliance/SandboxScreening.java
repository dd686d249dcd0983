package com.remitflex.features.compliance;

import com.remitflex.features.rails.PaymentOrder;
import java.math.BigDecimal;
import java.time.Duration;

/** The sandbox's screening: amounts that end in exactly `.03` are held for review. */
public final class SandboxScreening implements Screening {
  private static final BigDecimal REVIEWED = new BigDecimal("0.03");

  private final Duration review;

  public SandboxScreening(Duration review) {
    this.review = review;
  }

  @Override
  public Verdict screen(PaymentOrder order) {
    BigDecimal fraction = order.amount().major().remainder(BigDecimal.ONE);
    return fraction.compareTo(REVIEWED) == 0 ? new Verdict.Review(review) : new Verdict.Clear();
  }
}
