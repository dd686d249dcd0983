package com.remitflex.web.dashboard.payments;

import com.remitflex.core.engine.Completed;
import com.remitflex.core.events.Event;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.OpenStreams;
import com.remitflex.features.members.People;
import com.remitflex.features.members.people.Permission;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.ReviewDecision;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.http.api.Cursors.Position;
import com.remitflex.platform.http.api.Export;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.http.api.Response;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import com.remitflex.web.dashboard.activity.RequestLists;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormErrors;
import com.remitflex.web.dashboard.forms.Repeat;
import com.remitflex.web.dashboard.site.Filters;
import com.remitflex.web.dashboard.site.JsonForm;
import com.remitflex.web.dashboard.site.PageRequest;
import com.remitflex.web.dashboard.site.Pages;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Payments: the list, one of them, a new one. */
public final class PaymentPages {
  private static final int PAGE = 25;
  private static final int CSV_PAGE = 500;
  private static final List<String> FILTERS =
      List.of("status", "currency", "corridor", "reference", "created_after", "created_before");

  /** How long before its payment a request can have come, and how long after it ended. */
  private static final Duration ABOUT = Duration.ofSeconds(10);

  private final PaymentService desk;
  private final RequestLists requests;
  private final People people;
  private final String publicUrl;

  public PaymentPages(PaymentService desk, RequestLists requests, People people, String publicUrl) {
    this.desk = desk;
    this.requests = requests;
    this.people = people;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get("/payments", Permission.VIEW, this::list)
        .get("/payments.csv", Permission.VIEW, this::csv)
        .get("/payments/new", Permission.PAY, visit -> form(visit, FormErrors.NONE))
        .post("/payments", Permission.PAY, Repeat.ENGINE, this::create)
        // Sent while one types: it only shows text.
        .post("/payments/curl", Permission.PAY, Repeat.AGAIN, this::curl)
        .get("/payments/{id}", Permission.VIEW, this::one)
        .post("/payments/{id}/cancel", Permission.PAY, Repeat.ENGINE, this::cancel)
        .post("/payments/{id}/approve", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::approve)
        .post("/payments/{id}/reject", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::reject);
  }

  private Response list(PageRequest visit) {
    Filters filters = new Filters(visit, FILTERS);
    String fault = "";
    PaymentService.Found found;
    try {
      found = desk.find(visit.head(), filters.query(), filters.from(), PAGE);
    } catch (ApiException e) {
      fault = Filters.told(e);
      found = new PaymentService.Found(List.of(), 0, Optional.empty());
    }
    Map<String, Object> model = new HashMap<>();
    model.put("payments", found.payments());
    model.put("total", found.total());
    model.put("filters", filters.chips());
    model.put("fault", fault);
    model.put("query", filters.text());
    model.put("next", filters.next(found.next()));
    model.put("publicUrl", publicUrl);
    return visit.page(Filters.status(fault), "payments/list.jte", "Payments", model);
  }

  /** Everything that the filters let through, as it is read. */
  private Response csv(PageRequest visit) {
    Query filters = new Filters(visit, FILTERS).query();
    desk.find(visit.head(), filters, Optional.empty(), 1);
    OpenStreams.Slot slot = visit.takeStream();
    AtomicReference<Optional<Position>> from = new AtomicReference<>(Optional.empty());
    Export.Pages pages =
        to -> {
          PaymentService.Found found = desk.find(visit.head(), filters, from.get(), CSV_PAGE);
          for (Payment payment : found.payments()) {
            to.write(PaymentCsv.line(payment));
          }
          from.set(found.next());
          return found.next().isPresent();
        };
    Response.Stream export = Export.csvForPeople(PaymentCsv.HEADER, visit::isStillIn, pages);
    return Response.streaming(
            Csv.CONTENT_TYPE,
            (out, goesOn) -> {
              try (slot) {
                slot.begin();
                export.write(out, goesOn);
              }
            })
        .with(Map.of("Content-Disposition", "attachment; filename=\"payments.csv\""));
  }

  private Response form(PageRequest visit, FormErrors faults) {
    return visit.page(
        faults.status(),
        "payments/new.jte",
        "New payment",
        Map.of("form", visit.form(), "faults", faults, "curl", curl(visit.form())));
  }

  private static JsonForm body(Form form) {
    return new JsonForm(form)
        .number("amount", "amount")
        .text("currency", "currency")
        .text("destination_currency", "destination_currency")
        .text("destination", "destination")
        .texts("recipient", "name", "account_number", "bank_code", "bank_country")
        .text("reference", "reference");
  }

  private String curl(Form form) {
    return "curl -X POST "
        + publicUrl
        + "/v1/payments \\\n  -H \"Authorization: Bearer $REMITFLEX_API_KEY\" \\\n"
        + "  -H \"Idempotency-Key: $(uuidgen)\" \\\n  -H \"Content-Type: application/json\" \\\n"
        + "  -d '"
        + body(form).json().replace("'", "'\\''")
        + "'";
  }

  private Response curl(PageRequest visit) {
    return visit.fragment("part/code.jte", Map.of("text", curl(visit.form())));
  }

  private Response create(PageRequest visit) {
    return visit.trying(
        () -> {
          Result<Completed> outcome = desk.create(visit.caller(), body(visit.form()).read());
          String id = Json.trusted(done(outcome)).path("id").asText();
          return visit.done("Payment created.", "/payments/" + id);
        },
        faults -> form(visit, faults));
  }

  private Response cancel(PageRequest visit) {
    String id = visit.parameter("id");
    return visit.trying(
        () -> {
          String cancelled =
              Json.trusted(done(desk.cancel(visit.caller(), id))).path("id").asText();
          return visit.done(
              "Payment cancelled. The amount and fee were returned to your available balance.",
              "/payments/" + cancelled);
        },
        faults -> one(visit, faults));
  }

  private Response approve(PageRequest visit) {
    String id = visit.parameter("id");
    return visit.trying(
        () -> {
          done(desk.approve(visit.caller(), id));
          return visit.done("Payment approved. It is being processed.", "/payments/" + id);
        },
        faults -> one(visit, faults));
  }

  private Response reject(PageRequest visit) {
    String id = visit.parameter("id");
    return visit.trying(
        () -> {
          String reason = visit.form().text(ReviewDecision.REASON);
          done(desk.reject(visit.caller(), id, reason));
          return visit.done(
              "Payment rejected and cancelled. The amount and fee were returned to your available"
                  + " balance.",
              "/payments/" + id);
        },
        faults -> one(visit, faults));
  }

  private static String done(Result<Completed> outcome) {
    return switch (outcome) {
      case Result.Ok<Completed>(Completed done) -> done.result().json();
      case Result.Rejected<Completed> rejected -> throw rejected.error().exception();
    };
  }

  private Response one(PageRequest visit) {
    return one(visit, FormErrors.NONE);
  }

  private Response one(PageRequest visit, FormErrors faults) {
    Payment payment =
        desk.find(visit.head(), visit.parameter("id"))
            .orElseThrow(() -> ApiRequest.notFound("payment").exception());
    Map<String, Object> model = new HashMap<>();
    model.put("payment", payment);
    List<Event> events = desk.events(payment);
    Map<String, String> names = people.team().labels(TimelineEntry.people(events));
    model.put("timeline", events.stream().map(event -> TimelineEntry.of(event, names)).toList());
    model.put("approvedAt", desk.approvedAt(payment));
    model.put("reason", visit.form().text(ReviewDecision.REASON));
    model.put("lines", desk.lines(payment));
    model.put("request", request(visit, payment));
    model.put("faults", faults);
    return visit.page(faults.status(), "payments/one.jte", "Payment", model);
  }

  /** The API request that made it, if it was one and is still kept. */
  private Optional<LoggedRequest> request(PageRequest visit, Payment payment) {
    Instant from = payment.createdAt().minus(ABOUT);
    return requests.creating(visit.head(), payment.id(), from, payment.createdAt().plus(ABOUT));
  }
}
