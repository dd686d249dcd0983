package com.remitflex.features.compliance;

import com.remitflex.features.compliance.names.NameMatch;
import com.remitflex.features.compliance.names.NameScreening;
import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.recipients.Recipient;

/** Compares the name of the receiver with the lists, and then asks another screening. */
public final class ReceiverScreening implements Screening {
  private final NameScreening names;
  private final Screening other;

  public ReceiverScreening(NameScreening names, Screening other) {
    this.names = names;
    this.other = other;
  }

  @Override
  public Verdict screen(PaymentOrder order) {
    return order
        .recipient()
        .map(Recipient::name)
        .flatMap(name -> names.match(order.head().environment(), name))
        .map(ReceiverScreening::verdict)
        .orElseGet(() -> other.screen(order));
  }

  private static Verdict verdict(NameMatch match) {
    return switch (match.strength()) {
      case SAME -> new Verdict.Blocked(FailureReason.SANCTIONS_MATCH);
      case SIMILAR ->
          new Verdict.Review(
              new Held(
                  "name_match",
                  "The receiver's name is similar to the listed name " + match.listed() + "."));
    };
  }
}
