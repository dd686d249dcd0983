package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditHeads;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandDecider;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.State;
import com.remitflex.core.events.Event;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.LedgerStore.BalanceChange;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.features.accounts.tiers.Tiers;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.KeyStatuses;
import com.remitflex.features.apikeys.spending.Spending;
import com.remitflex.features.compliance.reviews.Review;
import com.remitflex.features.compliance.reviews.ReviewStore;
import com.remitflex.features.compliance.rules.RuleRows;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.Corridors;
import com.remitflex.features.payments.Act.Client;
import com.remitflex.features.payments.Act.Standing;
import com.remitflex.features.payments.creation.CreatePayment;
import com.remitflex.features.payments.creation.OffRampNumberStore;
import com.remitflex.features.payments.creation.OffRampRequest;
import com.remitflex.features.payments.creation.PaymentRequest;
import com.remitflex.features.payments.steps.AdvancePayment;
import com.remitflex.features.payments.steps.RecordProgress;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.recipients.BankAccount;
import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.features.recipients.saved.SavedRecipientStore;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import com.remitflex.testing.Callers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The product's own commands and state, with maps where the database is. */
final class MemoryPlatform {
  private static final Recipient RECIPIENT =
      new Recipient("Name", "ES9121000418450200051332", "CAIXESBBXXX", "ES", Optional.empty());

  private static final BankAccount ACCOUNT =
      new BankAccount(
          "Name",
          "ES9121000418450200051332",
          "Bank",
          "ES",
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private static final String WALLET = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

  private final Instant start;
  private Instant clock;
  private final Map<PaymentCountStore.Group, Long> counts = new HashMap<>();
  private State state;

  private final Map<HeadId, Head> heads = new HashMap<>();
  private final Map<BalanceKey, Balance> balances = new HashMap<>();
  private final Map<IdempotencyRecord.Key, IdempotencyRecord> remembered = new HashMap<>();
  private final Set<PaymentKey> payments = new HashSet<>();
  private final Set<HeadId> cashedOut = new HashSet<>();
  private int keysSent;
  private final Map<HeadId, Long> lastEvent = new HashMap<>();
  private final Map<HeadId, Instant> lastTime = new HashMap<>();

  /** The ids of payments, by the numbers that acts name them by. */
  private final Map<Integer, PaymentKey> byNumber = new HashMap<>();

  MemoryPlatform(Instant start) {
    this.start = start;
    this.clock = start;
    Histories.heads()
        .forEach(id -> heads.put(id, new Head(id, 1, start.minus(Duration.ofDays(1)))));
    this.state = read(new State(clock), Set.of());
  }

  /** As {@link PaymentModel#act}. */
  String act(Act act) {
    return switch (act) {
      case Act.NextBatch batch -> {
        clock = clock.plusMillis(batch.millis());
        write();
        yield "done";
      }
      case Act.Step step -> {
        PaymentKey key =
            byNumber.getOrDefault(
                step.payment(), new PaymentKey(step.head(), "pmt_" + step.payment()));
        Payment payment = named(key);
        yield words(
            run(new AdvancePayment(payment, PaymentCommands.step(payment, step.trigger()))));
      }
      case Act.Report report -> words(run(command(report)));
      case Act.Pay pay -> created(pay.number(), pay.client(), command(pay));
      case Act.CashOut cash -> created(cash.number(), cash.client(), command(cash));
      case Act.Send send -> created(send.number(), send.client(), command(send));
      case Act.Cancel cancel -> words(run(new CancelPayment(caller(cancel), id(cancel.payment()))));
      case Act.Review review -> words(run(command(review)));
      case Act.Fund fund -> words(run(SandboxCommands.fund(caller(fund), fund.amount())));
    };
  }

  private Result<Completed> run(Command command) {
    assertThat(command.heads().stream().filter(heads::containsKey)).isNotEmpty();
    return CommandDecider.decide(state, command);
  }

  private String created(int number, Client client, Command command) {
    Result<Completed> outcome = run(command);
    if (outcome instanceof Result.Ok<Completed>(Completed done) && !done.replayed()) {
      PaymentKey key = new PaymentKey(client.head(), done.result().resourceId());
      byNumber.put(number, key);
      payments.add(key);
    }
    return words(outcome);
  }

  private static String words(Result<Completed> outcome) {
    return switch (outcome) {
      case Result.Ok<Completed>(Completed done) -> done.replayed() ? "again" : "done";
      case Result.Rejected<Completed> rejected ->
          rejected.error().code() + rejected.error().field().map(f -> " " + f).orElse("");
    };
  }

  private Command command(Act.Pay pay) {
    return CreatePayment.payment(
        caller(pay),
        new PaymentRequest(
            pay.amount(),
            pay.to(),
            pay.hasRecipient() ? Optional.of(RECIPIENT) : Optional.empty(),
            pay.network().map(network -> new Wallet(network, WALLET)),
            Optional.empty(),
            pay.corridor(),
            Optional.empty(),
            Optional.of("reference"),
            Optional.of(Map.of("order", "1"))),
        PaymentCommands.TERMS);
  }

  private Command command(Act.CashOut cashOut) {
    cashedOut.add(cashOut.client().head());
    return CreatePayment.offRamp(
        caller(cashOut),
        new OffRampRequest(
            cashOut.amount(),
            cashOut.to(),
            ACCOUNT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        PaymentCommands.TERMS);
  }

  private Command command(Act.Send send) {
    return CreatePayment.payment(
        caller(send),
        new PaymentRequest(
            send.amount(),
            send.to(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(send.account()),
            send.corridor(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        PaymentCommands.TERMS);
  }

  private Command command(Act.Report report) {
    Payment payment =
        named(
            byNumber.getOrDefault(
                report.payment(), new PaymentKey(report.head(), "pmt_" + report.payment())));
    String hash = "0x" + report.hash();
    if (report.isFinal()) {
      return new AdvancePayment(
          payment,
          PaymentStep.settle(Optional.of(Settlement.seen("base", hash, 9, 4)), Duration.ZERO));
    }
    return new RecordProgress(
        payment.key(),
        report.confirmations() == 0
            ? new Report.Sent(Settlement.sent("base", hash), Duration.ZERO)
            : new Report.Seen(
                Settlement.seen("base", hash, 9, report.confirmations()), Duration.ZERO));
  }

  /** As the model writes the facts of a payment. */
  static String facts(Payment payment) {
    return payment
        .settlement()
        .map(one ->
            "hash " + one.transactionHash().substring(2) + " confirmed " + one.confirmations())
        .orElse("none");
  }

  private Command command(Act.Review review) {
    String person = "usr_00000000000000000000000000";
    Caller member =
        new Caller.Member(review.head(), person, Callers.CLIENT, Optional.empty(), new byte[0]);
    Caller by =
        review.head().environment() == Environment.LIVE ? Caller.operator(review.head()) : member;
    return new DecideReview(
        by,
        AuditHeads.TRAIL,
        PaymentCommands.TERMS.rails(),
        id(review.payment()),
        review.approves()
            ? ReviewDecision.approved(by.actor())
            : ReviewDecision.rejected(by.actor(), "unknown sender").orElseThrow());
  }

  private Caller caller(Act.Request request) {
    Client client = request.client();
    Principal principal =
        Principal.of(
            keyId(client.head(), client.standing()),
            client.head().accountId(),
            client.head().environment(),
            Scope.WRITE);
    return client
        .repeatable()
        .map(key -> Callers.of(principal, form(key), request.words()))
        .orElseGet(() -> Callers.of(principal));
  }

  /** The key as some client library sends it: in quotes every other time. */
  private String form(String key) {
    keysSent++;
    return keysSent % 2 == 0 ? '"' + key + '"' : key;
  }

  /** Some keys lie in the table as releases wrote them that took quotes for a part of the key. */
  private static IdempotencyRecord stored(IdempotencyRecord one) {
    String name = one.key().value();
    return name.hashCode() % 3 == 0
        ? new IdempotencyRecord(
            new IdempotencyRecord.Key(one.key().head(), '"' + name + '"'),
            one.requestHash(),
            one.resourceId(),
            one.status(),
            one.response(),
            one.createdAt())
        : one;
  }

  private String id(int number) {
    return Optional.ofNullable(byNumber.get(number)).map(PaymentKey::id).orElse("pmt_unknown");
  }

  private Payment named(PaymentKey key) {
    return state
        .find(PaymentStore.ROWS, key)
        .orElseGet(() ->
            new Payment(
                key,
                PaymentKind.PAYMENT,
                0,
                PaymentStatus.PENDING,
                new Money(Currency.USDC, 1),
                new Money(Currency.EUR, 1),
                Rate.ONE,
                new Money(Currency.USDC, 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                clock,
                clock,
                clock));
  }

  /** Writes the batch as the engine does, and begins the next one with what was written. */
  void write() {
    for (BalanceChange change : state.changedBalances()) {
      assertThat(change.before()).isEqualTo(balances.getOrDefault(change.key(), Balance.ZERO));
      balances.put(change.key(), change.after());
    }
    state.changedHeads().forEach(head -> heads.put(head.id(), head));
    Map<HeadId, Instant> lastEventTime = new HashMap<>(lastTime);
    for (Event event : state.newEvents()) {
      assertThat(event.seq()).isEqualTo(lastEvent.merge(event.head(), 1L, Long::sum));
      assertNotOlder(lastEventTime, event.head(), event.createdAt());
    }
    Map<HeadId, Instant> lastTransferTime = new HashMap<>(lastTime);
    Set<BalanceKey> posted = new HashSet<>();
    for (Transfer transfer : state.newTransfers()) {
      assertThat(transfer.amount()).isPositive();
      assertNotOlder(lastTransferTime, transfer.balance().head(), transfer.createdAt());
      posted.add(transfer.balance());
    }
    for (Map<HeadId, Instant> times : List.of(lastEventTime, lastTransferTime)) {
      times.forEach((head, time) -> lastTime.merge(head, time, (a, b) -> a.isAfter(b) ? a : b));
    }
    assertThat(posted)
        .containsAll(state.changedBalances().stream().map(BalanceChange::key).toList());
    assertThat(
            state.newTransfers().stream()
                .map(t -> t.balance().head() + t.transactionId() + t.leg())
                .distinct())
        .hasSize(state.newTransfers().size());
    state.newIdempotencyRecords().stream()
        .map(MemoryPlatform::stored)
        .forEach(one -> assertThat(remembered.put(one.key(), one)).isNull());
    newCounts().forEach((group, count) -> counts.merge(group, count, Long::sum));
    state = read(new State(clock), payments);
  }

  /** How many payments the product has counted for each account, however they stand. */
  Map<HeadId, Long> counted() {
    Map<HeadId, Long> byHead = new HashMap<>();
    counts.forEach((group, count) -> byHead.merge(group.head(), count, Long::sum));
    newCounts()
        .forEach((group, count) -> {
          assertThat(counts.getOrDefault(group, 0L) + count).isNotNegative();
          byHead.merge(group.head(), count, Long::sum);
        });
    return byHead;
  }

  private Map<PaymentCountStore.Group, Long> newCounts() {
    Map<PaymentCountStore.Group, Long> groups = new HashMap<>();
    state
        .newCounts()
        .getOrDefault(PaymentCountStore.COUNTER, Map.of())
        .forEach((group, count) -> groups.put((PaymentCountStore.Group) group, count));
    return groups;
  }

  /** Nothing is older than the last of its kind, or than anything of an earlier batch. */
  private void assertNotOlder(Map<HeadId, Instant> latest, HeadId head, Instant time) {
    Instant before = latest.getOrDefault(head, Instant.MIN);
    assertThat(time).isAfterOrEqualTo(before);
    latest.put(head, time);
  }

  private State read(State next, Set<PaymentKey> known) {
    heads.values().forEach(next::addHead);
    balances.forEach(next::addBalance);
    remembered.values().forEach(next::addStored);
    List<ApiKey> keys = new ArrayList<>();
    for (HeadId head : heads.keySet()) {
      for (Standing standing : Standing.values()) {
        if (standing != Standing.UNKNOWN) {
          keys.add(key(head, standing));
        }
      }
    }
    next.setCallers(KeyStatuses.of(keys));
    Spending.none(next);
    Tiers.none(next);
    RuleRows.none(next);
    next.addRows(
        ReviewStore.ROWS,
        found(
            known.stream().map(key -> new Review.Key(key.head(), key.id())).toList(),
            key -> state.find(ReviewStore.ROWS, key)));
    AuditHeads.begun(next, Histories.ACCOUNTS);
    next.addRows(PaymentStore.ROWS, found(known, key -> state.find(PaymentStore.ROWS, key)));
    next.addRows(DueStore.ROWS, found(known, key -> state.find(DueStore.ROWS, key)));
    next.addRows(OrderStore.ROWS, found(known, key -> state.find(OrderStore.ROWS, key)));
    next.addRows(
        OffRampNumberStore.ROWS,
        found(cashedOut, head -> state.find(OffRampNumberStore.ROWS, head)));
    next.addRows(
        CorridorStore.ROWS,
        Map.of(
            CorridorStore.ALL,
            new Corridors(PaymentModel.CORRIDORS.stream().map(MemoryPlatform::corridor).toList())));
    next.addRows(
        SavedRecipientStore.DEFAULTS,
        found(
            heads.keySet(),
            head ->
                Optional.ofNullable(PaymentModel.DEFAULTS.get(head.accountId()))
                    .map(code ->
                        SavedRecipient.createDefault(
                            head, RECIPIENT, Currency.valueOf(code), start))));
    return next;
  }

  private static <K, V> Map<K, V> found(Collection<K> keys, Function<K, Optional<V>> find) {
    Map<K, V> rows = new HashMap<>();
    keys.forEach(key -> find.apply(key).ifPresent(row -> rows.put(key, row)));
    return rows;
  }

  private static Corridor corridor(List<String> row) {
    Currency bounds = Currency.valueOf(row.get(6));
    return new Corridor(
        row.get(0),
        row.get(6),
        row.get(0).equals(Corridor.SWAP) ? Corridor.STABLECOIN : row.get(1),
        Arrays.stream(row.get(2).split(" ")).map(Currency::valueOf).collect(Collectors.toSet()),
        row.get(3).equals("open") ? Corridor.Status.ACTIVE : Corridor.Status.UNAVAILABLE,
        Duration.ofMinutes(30),
        new Money(bounds, new BigDecimal(row.get(4)).movePointRight(2).longValueExact()),
        new Money(bounds, new BigDecimal(row.get(5)).movePointRight(2).longValueExact()),
        Integer.parseInt(row.get(7)),
        Instant.EPOCH);
  }

  private static String keyId(HeadId head, Standing standing) {
    return "key_" + head.accountId() + head.environment() + standing;
  }

  private ApiKey key(HeadId head, Standing standing) {
    Optional<Instant> past = Optional.of(start.minus(Duration.ofHours(1)));
    return new ApiKey(
        keyId(head, standing),
        head.accountId(),
        head.environment(),
        "name",
        Scope.WRITE,
        new byte[32],
        "shown",
        start,
        standing == Standing.EXPIRED ? past : Optional.empty(),
        standing == Standing.REVOKED ? past : Optional.empty(),
        0,
        1,
        KeyLimits.NONE,
        Optional.empty(),
        Optional.empty());
  }

  State state() {
    return state;
  }

  Optional<Payment> payment(int number) {
    return Optional.ofNullable(byNumber.get(number))
        .flatMap(key -> state.find(PaymentStore.ROWS, key));
  }

  /** The step that is due and the rail that has the payment, as the model writes them. */
  String next(int number) {
    Optional<PaymentKey> key = Optional.ofNullable(byNumber.get(number));
    String due =
        key.flatMap(one -> state.find(DueStore.ROWS, one)).map(d -> d.step().word()).orElse("none");
    return due
        + " "
        + key.flatMap(one -> state.find(OrderStore.ROWS, one))
            .map(SubmittedOrder::rail)
            .orElse("none");
  }
}
