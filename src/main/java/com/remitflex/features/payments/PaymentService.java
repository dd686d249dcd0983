package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.events.EventStore;
import com.remitflex.core.ledger.LedgerStore;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.features.compliance.reviews.Reviews;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.joined.JoinedLookups;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Cancels, reviews, finds and lists the payments of accounts. */
public final class PaymentService {
  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;
  private final Rails rails;
  private final JoinedLookups<PaymentKey, Payment> lookups;
  private final JoinedLookups<FirstPageStore.Asked, CountedPage<Payment>> firstPages;

  /**
   * The payments of one engine.
   *
   * @param audit records the decisions of reviews
   */
  public PaymentService(Database database, Engine engine, AuditTrail audit, Rails rails) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
    this.rails = rails;
    this.lookups = PaymentStore.lookups(database);
    this.firstPages = new JoinedLookups<>(new FirstPageStore(database));
  }

  /** The number of confirmations after which a payment to a wallet is final; 0 if unknown. */
  public long finalAfter(Environment environment, Payment payment) {
    return payment
        .wallet()
        .map(wallet -> rails.finalAfter(environment, wallet.network()))
        .orElse(0L);
  }

  /** Cancels a payment that is still pending. */
  @CheckReturnValue
  public Result<Completed> cancel(Caller caller, String id) {
    return engine.run(new CancelPayment(caller, id));
  }

  /** Approves a payment that is held for review. */
  @CheckReturnValue
  public Result<Completed> approve(Caller caller, String id) {
    return decide(caller, id, ReviewDecision.approved(caller.actor()));
  }

  /**
   * Rejects a payment that is held for review: it is cancelled, and amount and fee are refunded.
   *
   * @param reason as entered; VALIDATION_ERROR if it is empty or too long
   */
  @CheckReturnValue
  public Result<Completed> reject(Caller caller, String id, String reason) {
    return ReviewDecision.rejected(caller.actor(), reason)
        .flatMap(decision -> decide(caller, id, decision));
  }

  private Result<Completed> decide(Caller caller, String id, ReviewDecision decision) {
    return engine.run(new DecideReview(caller, audit, rails, id, decision));
  }

  /** A payment of this account and environment. */
  public Optional<Payment> find(HeadId head, String id) {
    return find(PaymentKind.PAYMENT, head, id);
  }

  /** An off-ramp of this account and environment. */
  public Optional<Payment> findOffRamp(HeadId head, String id) {
    return find(PaymentKind.OFF_RAMP, head, id);
  }

  private Optional<Payment> find(PaymentKind kind, HeadId head, String id) {
    return kind.prefix().matches(id) ? lookups.find(new PaymentKey(head, id)) : Optional.empty();
  }

  /** Lists payments, page and total in one snapshot; VALIDATION_ERROR for an unknown corridor. */
  @CheckReturnValue
  public Result<CountedPage<Payment>> list(HeadId head, PaymentFilter filter, PageQuery query) {
    if (filter.corridor().isPresent() && !isCorridor(filter.corridor().get())) {
      return Result.rejected(
          "corridor", ErrorCode.VALIDATION_ERROR, "No corridor with this ID exists.");
    }

    return Result.ok(
        filter.equals(PaymentFilter.ALL) && query.equals(PageQuery.newest(query.limit()))
            ? firstPage(head, query.limit())
            : new PaymentPageStore(database, head, filter).find(query));
  }

  private CountedPage<Payment> firstPage(HeadId head, int limit) {
    return firstPages.find(new FirstPageStore.Asked(head, limit)).orElseThrow();
  }

  private boolean isCorridor(String id) {
    return database.with(CorridorStore::load).find(id).isPresent();
  }

  /** The newest payments. */
  public List<Payment> newest(HeadId head, int limit) {
    return firstPage(head, limit).page().items();
  }

  /** The number of payments that meet a filter. */
  public long count(HeadId head, PaymentFilter filter) {
    return new PaymentPageStore(database, head, filter).total();
  }

  /** The review of a payment, if it was ever held. */
  public Optional<Review> review(Payment payment) {
    return switch (payment.status()) {
      // Only held payments and those that were held before have one.
      case PENDING -> Optional.empty();
      default -> Reviews.find(database, payment.key().head(), payment.id());
    };
  }

  /** The number of payments of all accounts, by environment and status. */
  public record Totals(Map<Environment, Map<PaymentStatus, Long>> payments) {
    public long of(Environment environment, PaymentStatus status) {
      return payments.getOrDefault(environment, Map.of()).getOrDefault(status, 0L);
    }
  }

  /** Adds up the counters of all accounts, for the operator. */
  public Totals totals(PaymentKind kind) {
    return database.with(handle -> PaymentCountStore.totals(handle, kind));
  }

  /**
   * How late the platform is with the steps of payments.
   *
   * @param overdue the steps that have been due for more than a minute
   * @param oldest how long the oldest step has been due
   */
  public record Backlog(long overdue, Duration oldest) {
    Backlog plus(Backlog other) {
      return new Backlog(
          overdue + other.overdue, oldest.compareTo(other.oldest) > 0 ? oldest : other.oldest);
    }
  }

  /** The steps of all accounts that are late, for the operator. */
  public Backlog backlog() {
    return database.with(handle -> DueStore.backlog(handle).plus(OrderStore.backlog(handle)));
  }

  /**
   * The payments that a rail has.
   *
   * @param waiting those for which the rail waits for something, for example liquidity
   * @param reasons what for, with the number of payments, in the order of the words
   * @param overdue those on which it should have worked more than a minute ago
   */
  public record RailQueue(
      String rail, long orders, long waiting, long overdue, SortedMap<String, Long> reasons) {

    /** What payments wait for, for example `liquidity 2, paused 1`. */
    public String reasonText() {
      return reasons.entrySet().stream()
          .map(one -> one.getKey() + " " + one.getValue())
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * A payment that a rail has.
   *
   * @param waiting what for, as the rail reports it
   * @param isLate whether the rail should have worked on it more than a minute ago
   */
  public record QueuedPayment(
      Payment payment,
      String rail,
      Optional<String> waiting,
      Instant submittedAt,
      boolean isLate) {}

  /** The payments of all accounts that rails have: live ones first, the oldest first. */
  public List<QueuedPayment> queued(int limit) {
    return database.with(handle -> OrderStore.queued(handle, limit));
  }

  /** The payment of any account with this ID, while a rail has it. */
  public Optional<QueuedPayment> queued(String id) {
    return PaymentKind.of(id).isPresent()
        ? database.with(handle -> OrderStore.queued(handle, id))
        : Optional.empty();
  }

  /** The queues of all rails that have payments of any account, for the operator. */
  public List<RailQueue> railQueues() {
    return queues(database);
  }

  /** As {@link #railQueues}, for a command. */
  public static List<RailQueue> queues(Database database) {
    return database.with(OrderStore::queues);
  }

  /** The events of a payment, oldest first. */
  public List<PaymentEvent> timeline(Payment payment) {
    return EventStore.about(database, payment.key().head(), payment.id()).stream()
        .map(PaymentJson::event)
        .toList();
  }

  /** The ledger transfers of a payment. */
  public List<Transfer> transfers(Payment payment) {
    return database.with(
        handle -> LedgerStore.ofPayment(handle, payment.key().head(), payment.id()));
  }

  /** The number of payments created on a day, and how many of them have failed. */
  public record Day(LocalDate date, long payments, long failed) {}

  /** The days from this one on that have payments, oldest first. */
  public List<Day> days(HeadId head, LocalDate since) {
    return database.with(handle -> PaymentCountStore.daysSince(handle, head, since));
  }
}
