package com.remitflex.web.operator;

import com.remitflex.features.payments.PaymentService;
import com.remitflex.platform.http.api.Response;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.util.List;
import java.util.Map;

/** The payments that rails have and that are not settled, with what they wait for. */
public final class PayoutPages {
  private static final int MAX_ROWS = 100;

  private final PaymentService payments;

  public PayoutPages(PaymentService payments) {
    this.payments = payments;
  }

  public void addTo(Pages pages) {
    pages.on(Site.CONSOLE, "GET", "/payouts", Pages.Door.OPERATOR, this::show);
  }

  private Response show(PageRequest request) {
    List<PayoutRow> rows = payments.queued(MAX_ROWS + 1).stream().map(PayoutRow::of).toList();
    return request.page(
        "operator/payouts.jte",
        "Waiting payouts",
        Map.of(
            "rows", rows.stream().limit(MAX_ROWS).toList(), "isComplete", rows.size() <= MAX_ROWS));
  }
}
