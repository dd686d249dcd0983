package com.remitflex.web.operator;

import com.remitflex.core.engine.Caller;
import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.ReviewDecision;
import com.remitflex.features.payments.reviews.ReviewCase;
import com.remitflex.features.payments.reviews.ReviewQueue;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The live payments that are held for review, and the decision about each. */
public final class ReviewPages {
  private static final String REVIEWS = "/reviews";
  private static final String ONE = REVIEWS + "/{id}";
  private static final int MAX_ROWS = 100;
  private static final int MAX_DECIDED = 20;
  private static final int MAX_EARLIER = 10;

  private final ReviewQueue queue;
  private final PaymentService payments;
  private final OperatorNames names;

  public ReviewPages(ReviewQueue queue, PaymentService payments, OperatorNames names) {
    this.queue = queue;
    this.payments = payments;
    this.names = names;
  }

  public void addTo(Pages pages) {
    pages
        .on(Site.CONSOLE, "GET", REVIEWS, Pages.Door.OPERATOR, this::list)
        .on(Site.CONSOLE, "GET", ONE, Pages.Door.OPERATOR, request -> one(request, FormErrors.NONE))
        .post(Site.CONSOLE, ONE + "/approve", Pages.Door.OPERATOR, Repeat.STORED, this::approve)
        .post(Site.CONSOLE, ONE + "/reject", Pages.Door.OPERATOR, Repeat.STORED, this::reject);
  }

  private Response list(PageRequest request) {
    List<ReviewCase> waiting = queue.waiting(MAX_ROWS + 1);
    List<ReviewCase> decided = queue.decided(MAX_DECIDED);
    return request.page(
        "operator/reviews.jte",
        "Reviews",
        Map.of(
            "waiting",
            waiting.stream().limit(MAX_ROWS).toList(),
            "isComplete",
            waiting.size() <= MAX_ROWS,
            "decided",
            decided,
            "names",
            names.ofIds(decided.stream().flatMap(ReviewPages::decider).toList())));
  }

  private static Stream<String> decider(ReviewCase one) {
    return one.review().outcome().map(Review.Outcome::decidedBy).stream();
  }

  private ReviewCase find(PageRequest request) {
    return queue
        .find(request.parameter("id"))
        .orElseThrow(() ->
            ApiError.of(ErrorCode.NOT_FOUND, "No live review with this ID exists.").exception());
  }

  private Response one(PageRequest request, FormErrors errors) {
    ReviewCase found = find(request);
    Map<String, Object> model = new HashMap<>();
    model.put("found", found);
    model.put("earlier", queue.earlier(found.payment(), MAX_EARLIER));
    model.put("names", names.ofIds(decider(found).toList()));
    model.put("reason", Optional.of(request.form().text(ReviewDecision.REASON)));
    model.put("errors", errors);
    return request.page(errors.status(), "operator/review.jte", "Review", model);
  }

  private Response approve(PageRequest request) {
    return request.trying(
        () -> {
          var _ = payments.approve(caller(request), paymentId(request)).orElseThrow();
          return request.done("Approved. The payment is being processed.", REVIEWS);
        },
        errors -> one(request, errors));
  }

  private Response reject(PageRequest request) {
    return request.trying(
        () -> {
          var _ =
              payments
                  .reject(
                      caller(request),
                      paymentId(request),
                      request.form().text(ReviewDecision.REASON))
                  .orElseThrow();
          return request.done(
              "Rejected. Amount and fee were returned to the account's available balance.",
              REVIEWS);
        },
        errors -> one(request, errors));
  }

  private String paymentId(PageRequest request) {
    return find(request).payment().id();
  }

  private Caller caller(PageRequest request) {
    return Caller.operator(find(request).review().key().head(), request.operator());
  }
}
