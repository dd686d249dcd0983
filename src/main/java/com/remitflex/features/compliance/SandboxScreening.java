package com.remitflex.features.compliance;

import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.platform.ids.Environment;
import java.math.BigDecimal;

/** The sandbox's own screening: amounts that end in exactly `.03` are held for review. */
public final class SandboxScreening implements Screening {
  private static final BigDecimal REVIEWED = new BigDecimal("0.03");
  private static final Verdict HELD =
      new Verdict.Review(new Held("sandbox_amount", "The amount ends in exactly .03."));

  @Override
  public Verdict screen(PaymentOrder order) {
    BigDecimal fraction = order.amount().major().remainder(BigDecimal.ONE);
    return order.head().environment() == Environment.SANDBOX && fraction.compareTo(REVIEWED) == 0
        ? HELD
        : new Verdict.Clear();
  }
}
