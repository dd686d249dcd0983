package com.remitflex.web.dashboard.payments;

import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentFilter;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.text.Csv;
import com.remitflex.web.dashboard.site.PageRequest;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The download of all payments or off-ramps that meet a filter.
 *
 * @param header the names of the columns
 * @param line of one payment
 */
record PaymentExport(
    PaymentService payments, String fileName, String header, Function<Payment, String> line) {
  private static final int PAGE_SIZE = 500;

  /**
   * The response that streams them, newest first.
   *
   * @throws com.remitflex.platform.errors.ApiException if the filter is rejected
   */
  Response download(PageRequest request, PaymentFilter filter) {
    AtomicReference<PageQuery> next = new AtomicReference<>(PageQuery.newest(PAGE_SIZE));
    // Rejects the filter before the download begins.
    var _ = page(request, filter, PageQuery.newest(1));
    OpenStreams.Slot slot = request.takeStream();
    Export.Pages pages =
        to -> {
          Page<Payment> page = page(request, filter, next.get());
          for (Payment payment : page.items()) {
            to.write(line.apply(payment));
          }
          page.next().ifPresent(position -> next.set(next.get().from(position)));
          return page.next().isPresent();
        };
    Response.Stream export = Export.csvForPeople(header, request::isStillMember, pages);
    return Response.streaming(
            Csv.CONTENT_TYPE,
            (out, goesOn) -> {
              try (slot) {
                slot.begin();
                export.write(out, goesOn);
              }
            })
        .with(Map.of("Content-Disposition", "attachment; filename=\"" + fileName + "\""));
  }

  private Page<Payment> page(PageRequest request, PaymentFilter filter, PageQuery query) {
    return payments.list(request.head(), filter, query).orElseThrow().page();
  }
}
