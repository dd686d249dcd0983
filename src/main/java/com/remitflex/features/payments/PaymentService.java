package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.features.corridors.Rates;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Cursors.Position;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Payments as people handle them: what the API does for a key, for who is signed in. */
public final class PaymentService {
  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;
  private final CreatePayment.Terms terms;

  /**
   * The desk over one engine.
   *
   * @param audit where decisions of reviews are recorded
   * @param pending how long a payment stays `pending`
   */
  public PaymentService(
      Database database,
      Engine engine,
      AuditTrail audit,
      Rates rates,
      Rails rails,
      Duration pending) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
    this.terms = new CreatePayment.Terms(rates, rails, pending);
  }

  /**
   * Creates a payment from the body that the API takes.
   *
   * @throws com.remitflex.platform.errors.ApiException as POST /v1/payments
   */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, JsonObject body) {
    PaymentRequest request = PaymentRequest.read(body, caller.head().environment());
    return engine.run(new CreatePayment(caller, request, terms));
  }

  /** Cancels a payment that is still pending. */
  @CheckReturnValue
  public Result<Completed> cancel(Caller caller, String id) {
    return engine.run(new CancelPayment(caller, id));
  }

  /** Approves a payment that is held for review. */
  @CheckReturnValue
  public Result<Completed> approve(Caller caller, String id) {
    return decide(caller, id, ReviewDecision.approved(userId(caller)));
  }

  /**
   * Rejects a payment that is held for review: it is cancelled and its funds are released.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (reason)
   */
  @CheckReturnValue
  public Result<Completed> reject(Caller caller, String id, String reason) {
    return decide(caller, id, ReviewDecision.rejected(userId(caller), reason));
  }

  private Result<Completed> decide(Caller caller, String id, ReviewDecision decision) {
    return engine.run(new DecideReview(caller, audit, id, decision));
  }

  /** The member who decides a review. */
  private static String userId(Caller caller) {
    return caller.actor().id().orElseThrow();
  }

  /**
   * Some payments, newest first.
   *
   * @param total how many the filters let through in all
   * @param next after which to go on, when there are more
   */
  public record Found(List<Payment> payments, long total, Optional<Position> next) {}

  /**
   * A page of payments.
   *
   * @param filters as in the query of GET /v1/payments
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public Found find(HeadId head, Query filters, Optional<Position> from, int most) {
    PaymentFilter filter = PaymentFilter.read(filters);
    return database.inSnapshot(handle -> {
      filter.requireCorridor(handle);
      PaymentPageStore pages =
          new PaymentPageStore(handle, head, filter, PaymentPageStore.Order.NEWEST_FIRST);
      List<Payment> found = pages.page(from, most + 1);
      boolean more = found.size() > most;
      List<Payment> page = more ? found.subList(0, most) : found;
      return new Found(
          List.copyOf(page),
          pages.total(),
          more
              ? Optional.of(new Position(page.getLast().createdAt(), page.getLast().number()))
              : Optional.empty());
    });
  }

  /** A payment of this account and environment. */
  public Optional<Payment> find(HeadId head, String id) {
    return IdPrefix.PAYMENT.matches(id)
        ? database.with(handle -> PaymentStore.BOOK.find(handle, new PaymentKey(head, id)))
        : Optional.empty();
  }

  /** When a payment that is held for review is approved automatically; empty for all others. */
  public Optional<Instant> approvedAt(Payment payment) {
    if (payment.status() != PaymentStatus.COMPLIANCE_REVIEW) {
      return Optional.empty();
    }
    return database
        .with(handle ->
            Optional.ofNullable(
                DueStore.BOOK.load(handle, List.of(payment.key())).get(payment.key())))
        .map(PaymentDue::dueAt);
  }

  public List<Event> events(Payment payment) {
    return database.with(handle -> EventStore.about(handle, payment.key().head(), payment.id()));
  }

  /** What the ledger has of it. */
  public List<Transfer> lines(Payment payment) {
    return database.with(
        handle -> LedgerStore.ofPayment(handle, payment.key().head(), payment.id()));
  }

  /** How many payments were created on a day, and how many of them have failed. */
  public record Day(LocalDate date, long payments, long failed) {}

  /** The days since this one on which payments were created. */
  public List<Day> days(HeadId head, LocalDate since) {
    return database.with(handle -> PaymentDayStore.since(handle, head, since));
  }
}
