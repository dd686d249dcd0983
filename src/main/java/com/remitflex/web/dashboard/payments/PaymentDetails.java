package com.remitflex.web.dashboard.payments;

import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestHistory;
import com.remitflex.features.members.People;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentEvent;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.ReviewDecision;
import com.remitflex.features.webhooks.deliveries.DeliveryService;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.site.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the page of a payment or an off-ramp shows beside the object itself. */
public final class PaymentDetails {
  /** The maximum difference between the times of a payment and of the request that created it. */
  private static final Duration MAX_TIME_DIFFERENCE = Duration.ofSeconds(10);

  private static final Set<PaymentStatus> FAILED =
      EnumSet.of(PaymentStatus.FAILED, PaymentStatus.CANCELLED);

  private final PaymentService payments;
  private final RequestHistory requests;
  private final People people;
  private final DeliveryService deliveries;

  public PaymentDetails(
      PaymentService payments, RequestHistory requests, People people, DeliveryService deliveries) {
    this.payments = payments;
    this.requests = requests;
    this.people = people;
    this.deliveries = deliveries;
  }

  Map<String, Object> model(PageRequest request, Payment payment, FormErrors errors) {
    Map<String, Object> model = new HashMap<>();
    model.put("payment", payment);
    model.put("isUnderWay", isUnderWay(payment));
    model.put("hasFailed", FAILED.contains(payment.status()));
    List<PaymentEvent> events = payments.timeline(payment);
    Map<String, String> names = people.team().labels(TimelineEntry.people(events));
    model.put("timeline", TimelineEntry.all(payment, events, names));
    model.put("review", payments.review(payment));
    model.put("reason", request.form().text(ReviewDecision.REASON));
    model.put("lines", payments.transfers(payment));
    model.put("request", createdBy(request, payment));
    model.put("deliveries", deliveries.ofSubject(request.head(), payment.id()));
    model.put("urls", deliveries.urls(request.head()));
    model.put("errors", errors);
    return model;
  }

  /** Whether it has yet to arrive. */
  private static boolean isUnderWay(Payment payment) {
    return switch (payment.status()) {
      case PENDING, COMPLIANCE_REVIEW, PROCESSING -> true;
      case SETTLED -> payment.wallet().isEmpty() && payment.destination().isEmpty();
      case DELIVERED, RETURNED, FAILED, CANCELLED -> false;
    };
  }

  /** The API request that created the payment, if it was one and is still stored. */
  private Optional<LoggedRequest> createdBy(PageRequest request, Payment payment) {
    Instant from = payment.createdAt().minus(MAX_TIME_DIFFERENCE);
    return requests.creating(
        request.head(), payment.id(), from, payment.createdAt().plus(MAX_TIME_DIFFERENCE));
  }
}
