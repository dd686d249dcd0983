package com.remitflex.web.operator;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentService.QueuedPayment;
import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.features.rails.evm.payouts.OpenPayout;
import com.remitflex.features.rails.evm.payouts.PayoutService;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The payments that rails have and that are not settled, and what an operator can do about one. */
public final class PayoutPages {
  private static final int MAX_ROWS = 100;
  private static final String PAYOUTS = "/payouts";
  private static final String ONE = PAYOUTS + "/{id}";

  private final PaymentService payments;
  private final PayoutService payouts;
  private final NetworkFees fees;

  public PayoutPages(PaymentService payments, PayoutService payouts, NetworkFees fees) {
    this.payments = payments;
    this.payouts = payouts;
    this.fees = fees;
  }

  public void addTo(Pages pages) {
    pages
        .on(Site.CONSOLE, "GET", PAYOUTS, Pages.Door.OPERATOR, this::show)
        .on(Site.CONSOLE, "GET", ONE, Pages.Door.OPERATOR, request -> one(request, FormErrors.NONE))
        .post(Site.CONSOLE, ONE + "/speed-up", Pages.Door.OPERATOR, Repeat.STORED, this::speedUp)
        .post(Site.CONSOLE, ONE + "/cancel", Pages.Door.OPERATOR, Repeat.STORED, this::cancel);
  }

  private Response show(PageRequest request) {
    Optional<String> sought = request.query().find("payment").map(String::strip);
    if (sought.isPresent() && isKnown(sought.get())) {
      return request.redirect(PAYOUTS + "/" + sought.get());
    }
    List<PayoutRow> rows = payments.queued(MAX_ROWS + 1).stream().map(PayoutRow::of).toList();
    return request.page(
        "operator/payouts.jte",
        "Waiting payouts",
        Map.of(
            "rows",
            rows.stream().limit(MAX_ROWS).toList(),
            "isComplete",
            rows.size() <= MAX_ROWS,
            "sought",
            sought.orElse("")));
  }

  private boolean isKnown(String id) {
    return payouts.find(id).isPresent() || payments.queued(id).isPresent();
  }

  private Response one(PageRequest request, FormErrors errors) {
    String id = request.parameter("id");
    Optional<OpenPayout> payout = payouts.find(id);
    Optional<QueuedPayment> queued = payments.queued(id);
    Optional<Payment> payment = queued.map(QueuedPayment::payment);
    if (payout.isEmpty() && payment.isEmpty()) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "No rail has a payment with this ID.").exception();
    }
    return request.page(
        errors.status(),
        "operator/payout.jte",
        "Payout",
        Map.of(
            "id", id,
            "queued", queued.map(PayoutRow::of),
            "payout", payout,
            "fees", fees.of(id),
            "errors", errors));
  }

  private Response speedUp(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          OpenPayout payout = payouts.speedUp(id, request.operator()).orElseThrow();
          return request.done(
              payout.isPaused()
                  ? "The rail is paused. The transaction is replaced by one with higher fees as"
                      + " soon as it is resumed."
                  : "The transaction is replaced by one with higher fees.",
              PAYOUTS + "/" + id);
        },
        errors -> one(request, errors));
  }

  private Response cancel(PageRequest request) {
    String id = request.parameter("id");
    return request.trying(
        () -> {
          if (!request.form().text("confirmation").strip().equals("cancel")) {
            throw ApiError.at("confirmation", ErrorCode.VALIDATION_ERROR, "Type cancel to confirm.")
                .exception();
          }
          var _ = payouts.cancel(id, request.operator()).orElseThrow();
          return request.done(
              "Cancellation requested. The money is released once it is provably unpaid.",
              PAYOUTS + "/" + id);
        },
        errors -> one(request, errors));
  }
}
