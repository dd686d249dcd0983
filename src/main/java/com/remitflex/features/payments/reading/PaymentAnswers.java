package com.remitflex.features.payments.reading;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentEvent;
import com.remitflex.features.payments.PaymentFilter;
import com.remitflex.features.payments.PaymentJson;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Operation.Parameter;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.http.lists.Cursors;
import com.remitflex.platform.http.lists.ListParameters;
import com.remitflex.platform.json.JsonWriter;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What the API answers about payments and off-ramps: one with its timeline, or a list. */
public record PaymentAnswers(PaymentService payments, Cursors cursors, DatabaseClock clock) {

  /**
   * The parameter with which a client asks for the timeline.
   *
   * @param whose what has a timeline, in the possessive
   */
  public static Parameter expand(String whose) {
    return new Parameter(
        "expand",
        "`events` adds the " + whose + " timeline.",
        "{\"type\": \"string\", \"enum\": [\"events\"]}");
  }

  /**
   * One of them; `expand=events` adds the timeline.
   *
   * @param found reads it, after the query was checked
   */
  public Response one(Query query, Supplier<Payment> found) {
    query.allow(Set.of("expand"));
    boolean withEvents = query.oneOf("expand", List.of("events")).isPresent();
    Payment payment = found.get();
    if (!withEvents) {
      return Response.json(200, JsonWriter.bytes(out -> PaymentJson.write(out, payment)));
    }
    List<PaymentEvent> timeline = payments.timeline(payment);
    return Response.json(200, JsonWriter.bytes(out -> PaymentJson.write(out, payment, timeline)));
  }

  /**
   * A page of them.
   *
   * @param name of the list, for its cursors
   */
  public Response list(
      ApiRequest request, String name, ListParameters parameters, PaymentFilter filter) {
    HeadId head = HeadId.of(request.principal());
    ListParameters.PagedList list =
        parameters.of(cursors, name + " " + head, filter.toString(), clock.now());

    CountedPage<Payment> found = payments.list(head, filter, list.query()).orElseThrow();
    return list.response(found, PaymentJson::write);
  }
}
