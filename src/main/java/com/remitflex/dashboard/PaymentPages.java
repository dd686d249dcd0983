package com.remitflex.dashboard;

import com.remitflex.engine.Outcome;
import com.remitflex.errors.ApiException;
import com.remitflex.events.Event;
import com.remitflex.http.Call;
import com.remitflex.http.Csv;
import com.remitflex.http.Cursors.Position;
import com.remitflex.http.Export;
import com.remitflex.http.Json;
import com.remitflex.http.Query;
import com.remitflex.http.Reply;
import com.remitflex.keyring.OpenStreams;
import com.remitflex.payments.Payment;
import com.remitflex.payments.PaymentDesk;
import com.remitflex.payments.ReviewDecision;
import com.remitflex.people.People;
import com.remitflex.people.Permission;
import com.remitflex.requestlog.LoggedRequest;
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

  private final PaymentDesk desk;
  private final RequestLists requests;
  private final People people;
  private final String publicUrl;

  public PaymentPages(PaymentDesk desk, RequestLists requests, People people, String publicUrl) {
    this.desk = desk;
    this.requests = requests;
    this.people = people;
    this.publicUrl = publicUrl;
  }

  public void addTo(Pages pages) {
    pages
        .get("/payments", Permission.VIEW, this::list)
        .get("/payments.csv", Permission.VIEW, this::csv)
        .get("/payments/new", Permission.PAY, visit -> form(visit, Faults.NONE))
        .post("/payments", Permission.PAY, Repeat.ENGINE, this::create)
        // Sent while one types: it only shows text.
        .post("/payments/curl", Permission.PAY, Repeat.AGAIN, this::curl)
        .get("/payments/{id}", Permission.VIEW, this::one)
        .post("/payments/{id}/cancel", Permission.PAY, Repeat.ENGINE, this::cancel)
        .post("/payments/{id}/approve", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::approve)
        .post("/payments/{id}/reject", Permission.REVIEW_PAYMENTS, Repeat.ENGINE, this::reject);
  }

  private Reply list(Visit visit) {
    Filters filters = new Filters(visit, FILTERS);
    String fault = "";
    PaymentDesk.Found found;
    try {
      found = desk.find(visit.head(), filters.query(), filters.from(), PAGE);
    } catch (ApiException e) {
      fault = Filters.told(e);
      found = new PaymentDesk.Found(List.of(), 0, Optional.empty());
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
  private Reply csv(Visit visit) {
    Query filters = new Filters(visit, FILTERS).query();
    desk.find(visit.head(), filters, Optional.empty(), 1);
    OpenStreams.Slot slot = visit.takeStream();
    AtomicReference<Optional<Position>> from = new AtomicReference<>(Optional.empty());
    Export.Pages pages =
        to -> {
          PaymentDesk.Found found = desk.find(visit.head(), filters, from.get(), CSV_PAGE);
          for (Payment payment : found.payments()) {
            to.write(PaymentCsv.line(payment));
          }
          from.set(found.next());
          return found.next().isPresent();
        };
    Reply.Stream export = Export.csvForPeople(PaymentCsv.HEADER, visit::isStillIn, pages);
    return Reply.streaming(
            Csv.CONTENT_TYPE,
            (out, goesOn) -> {
              try (slot) {
                slot.begin();
                export.write(out, goesOn);
              }
            })
        .with(Map.of("Content-Disposition", "attachment; filename=\"payments.csv\""));
  }

  private Reply form(Visit visit, Faults faults) {
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

  private Reply curl(Visit visit) {
    return visit.fragment("part/code.jte", Map.of("text", curl(visit.form())));
  }

  private Reply create(Visit visit) {
    return visit.trying(
        () -> {
          Outcome outcome = desk.create(visit.caller(), body(visit.form()).read());
          String id = Json.trusted(done(outcome)).path("id").asText();
          return visit.done("Payment created.", "/payments/" + id);
        },
        faults -> form(visit, faults));
  }

  private Reply cancel(Visit visit) {
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

  private Reply approve(Visit visit) {
    String id = visit.parameter("id");
    return visit.trying(
        () -> {
          done(desk.approve(visit.caller(), visit.client(), id));
          return visit.done("Payment approved. It is being processed.", "/payments/" + id);
        },
        faults -> one(visit, faults));
  }

  private Reply reject(Visit visit) {
    String id = visit.parameter("id");
    return visit.trying(
        () -> {
          String reason = visit.form().text(ReviewDecision.REASON);
          done(desk.reject(visit.caller(), visit.client(), id, reason));
          return visit.done(
              "Payment rejected and cancelled. The amount and fee were returned to your available"
                  + " balance.",
              "/payments/" + id);
        },
        faults -> one(visit, faults));
  }

  private static String done(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> done.answer().json();
      case Outcome.Refused refused -> throw refused.error().exception();
    };
  }

  private Reply one(Visit visit) {
    return one(visit, Faults.NONE);
  }

  private Reply one(Visit visit, Faults faults) {
    Payment payment =
        desk.find(visit.head(), visit.parameter("id"))
            .orElseThrow(() -> Call.notFound("payment").exception());
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
  private Optional<LoggedRequest> request(Visit visit, Payment payment) {
    Instant from = payment.createdAt().minus(ABOUT);
    return requests.creating(visit.head(), payment.id(), from, payment.createdAt().plus(ABOUT));
  }
}
