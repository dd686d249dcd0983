package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.payments.Act.Client;
import com.remitflex.features.payments.Act.Standing;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A second, much simpler product: maps of sums and words, big numbers, and the tables of the
 * contract written out. It knows nothing of how the first one is made.
 */
final class PaymentModel {
  /** ID, destination, sent currencies, status, minimum, maximum, their currency, fee. */
  static final List<List<String>> CORRIDORS =
      List.of(
          List.of("US-EU", "EUR", "USDC EURC", "open", "10", "100000", "USD", "50"),
          List.of("US-MX", "MXN", "USDC USDT", "open", "10", "50000", "USD", "50"),
          List.of("US-PH", "PHP", "USDC USDT", "closed", "10", "25000", "USD", "50"),
          List.of("US-NG", "NGN", "USDC USDT", "open", "10", "25000", "USD", "0"),
          List.of("EU-UK", "GBP", "EURC", "open", "10", "100000", "EUR", "25"),
          List.of(
              "GLOBAL-SWAP",
              "USDC USDT EURC PYUSD",
              "USDC USDT EURC PYUSD",
              "open",
              "1",
              "500000",
              "USD",
              "50"));

  /** The currency of each account's default recipient; the third account has none. */
  static final Map<String, String> DEFAULTS = Map.of("acc_A", "EUR", "acc_B", "MXN");

  private static final Map<String, String> RATES =
      Map.ofEntries(
          Map.entry("USDC EUR", "0.9225"),
          Map.entry("EURC EUR", "1"),
          Map.entry("USDC MXN", "17.075"),
          Map.entry("USDT MXN", "17.075"),
          Map.entry("USDC NGN", "1535.5"),
          Map.entry("USDT NGN", "1535.5"),
          Map.entry("EURC GBP", "0.8601626016"),
          Map.entry("EURC USDC", "1.08401084"),
          Map.entry("USDC EURC", "0.9225"),
          Map.entry("USDT EURC", "0.9225"),
          Map.entry("PYUSD EURC", "0.9225"),
          Map.entry("USDT USDC", "1"),
          Map.entry("PYUSD USDC", "1"),
          Map.entry("USDC USDC", "1"),
          Map.entry("USDT USDT", "1"),
          Map.entry("PYUSD PYUSD", "1"),
          Map.entry("USDC USDT", "1"),
          Map.entry("USDC PYUSD", "1"),
          Map.entry("USDT PYUSD", "1"),
          Map.entry("PYUSD USDT", "1"),
          Map.entry("EURC USDT", "1.08401084"),
          Map.entry("EURC PYUSD", "1.08401084"),
          Map.entry("EURC EURC", "1"));

  /** What one USDC buys, for the rates of off-ramps. */
  private static final Map<String, String> PER_USDC =
      Map.of(
          "USDC", "1",
          "USDT", "1",
          "PYUSD", "1",
          "EURC", "0.9225",
          "EUR", "0.9225",
          "GBP", "0.7935",
          "MXN", "17.075",
          "PHP", "56.85",
          "NGN", "1535.5");

  /** All transitions of payments. */
  private static final Map<String, String> STEPS =
      Map.ofEntries(
          Map.entry("pending START", "processing"),
          Map.entry("pending HOLD", "compliance_review"),
          Map.entry("pending FAIL", "failed"),
          Map.entry("pending CANCEL", "cancelled"),
          Map.entry("compliance_review APPROVE", "processing"),
          Map.entry("compliance_review REJECT", "cancelled"),
          Map.entry("processing SETTLE", "settled"),
          Map.entry("processing FAIL", "failed"),
          Map.entry("settled DELIVER", "delivered"),
          Map.entry("delivered RETURN", "returned"),
          Map.entry("settled FAIL", "failed"));

  private static final BigInteger MOST_FUNDED = BigInteger.TEN.pow(18);

  private final int transferFee;
  private Instant clock;

  /** By head and currency, then by sub-account. */
  private final Map<HeadId, Map<String, Map<String, BigInteger>>> sums = new HashMap<>();

  private final Map<HeadId, Long> events = new HashMap<>();
  private final Map<HeadId, Long> counts = new HashMap<>();
  private final Map<HeadId, Instant> last = new HashMap<>();
  private final Map<String, Memory> memories = new HashMap<>();
  private final Map<Integer, Paid> paid = new TreeMap<>();

  /** A payment. */
  static final class Paid {
    final HeadId head;
    final String currency;
    final BigInteger amount;
    final String to;
    final BigInteger converted;
    BigInteger fee;
    String status = "pending";
    boolean isOffRamp;

    /** The facts that the rail reported last. */
    String facts = "none";

    /** The rail that carries the payment out. */
    String carrier = "sandbox";

    Paid(HeadId head, Money amount, String to, BigInteger converted, BigInteger fee) {
      this.head = head;
      this.currency = amount.currency().name();
      this.amount = BigInteger.valueOf(amount.minor());
      this.to = to;
      this.converted = converted;
      this.fee = fee;
    }

    boolean isExchanged() {
      return !currency.equals(to);
    }

    boolean isToBank() {
      return !Currency.valueOf(to).isStablecoin();
    }

    /** The step that is due before the rail has the payment, or `none`. */
    String due() {
      return switch (status) {
        case "pending" -> "start";
        case "compliance_review" -> "release";
        default -> "none";
      };
    }

    /** The rail that has the payment in its queue, or `none`. */
    String rail() {
      return switch (status) {
        case "processing" -> carrier;
        case "settled" -> isToBank() ? carrier : "none";
        default -> "none";
      };
    }

    String next() {
      return due() + " " + rail();
    }
  }

  private record Memory(String words, Instant at) {}

  /** A model of empty accounts with this fee for transfers, in basis points. */
  PaymentModel(Instant clock, int transferFee) {
    this.clock = clock;
    this.transferFee = transferFee;
  }

  /** `done`, `again`, or the code of the rejection with the field. */
  String act(Act act) {
    return switch (act) {
      case Act.NextBatch batch -> {
        clock = clock.plusMillis(batch.millis());
        yield "done";
      }
      case Act.Step step -> step(step.payment(), step.trigger().name());
      case Act.Report report -> report(report);
      case Act.Review review -> review(review);
      case Act.Request request -> asked(request);
    };
  }

  private String asked(Act.Request request) {
    Client client = request.client();
    if (client.standing() != Standing.ACTIVE) {
      return client.standing() == Standing.REVOKED ? "API_KEY_REVOKED" : "UNAUTHORIZED";
    }
    Optional<String> name = client.repeatable().map(k -> client.head() + " " + k);
    Optional<Memory> memory = name.map(memories::get);
    if (memory.isPresent()) {
      if (!memory.get().words().equals(request.words())) {
        return "IDEMPOTENCY_CONFLICT";
      }
      boolean old =
          Duration.between(memory.get().at(), now(client.head())).compareTo(Duration.ofDays(1))
              >= 0;
      return old ? "IDEMPOTENCY_KEY_EXPIRED" : "again";
    }
    String verdict =
        switch (request) {
          case Act.Pay pay -> pay(pay);
          case Act.CashOut cashOut -> cashOut(cashOut);
          case Act.Send send -> send(send);
          case Act.Cancel cancel -> cancel(cancel);
          case Act.Fund fund -> fund(fund);
        };
    if (verdict.equals("done")) {
      name.ifPresent(n -> memories.put(n, new Memory(request.words(), now(client.head()))));
    }
    return verdict;
  }

  private String fund(Act.Fund fund) {
    HeadId head = fund.client().head();
    String currency = fund.amount().currency().name();
    BigInteger amount = BigInteger.valueOf(fund.amount().minor());
    if (sum(head, currency, "funding").negate().add(amount).compareTo(MOST_FUNDED) > 0) {
      return "INVALID_AMOUNT amount";
    }
    move(head, currency, "funding", "available", amount);
    return "done";
  }

  private String pay(Act.Pay pay) {
    HeadId head = pay.client().head();
    boolean named = pay.hasRecipient() || pay.network().isPresent();
    String saved = named ? null : DEFAULTS.get(head.accountId());
    if (!named && saved == null) {
      return "VALIDATION_ERROR recipient";
    }
    String asked = pay.to().map(Enum::name).orElse(saved);
    if (saved != null && !asked.equals(saved)) {
      return "INVALID_CURRENCY destination_currency";
    }
    String from = pay.amount().currency().name();
    List<String> corridor = null;
    for (List<String> row : CORRIDORS) {
      boolean wanted = pay.corridor().isEmpty() || pay.corridor().get().equals(row.get(0));
      if (wanted && has(row.get(1), asked) && has(row.get(2), from)) {
        corridor = row;
      }
    }
    if (corridor == null) {
      return pay.corridor().isPresent()
          ? "VALIDATION_ERROR corridor"
          : "INVALID_CURRENCY destination_currency";
    }
    if (corridor.get(3).equals("closed")) {
      return "CORRIDOR_UNAVAILABLE";
    }
    BigDecimal amount = BigDecimal.valueOf(pay.amount().minor(), 6);
    boolean euros = corridor.get(6).equals("USD") && from.equals("EURC");
    BigDecimal worth = euros ? amount.multiply(new BigDecimal("1.083468834")) : amount;
    if (worth.compareTo(new BigDecimal(corridor.get(4))) < 0
        || worth.compareTo(new BigDecimal(corridor.get(5))) > 0) {
      return "INVALID_AMOUNT amount";
    }
    boolean live = head.environment() == Environment.LIVE;
    if (live && !pay.network().equals(Optional.of("base"))) {
      return "RAIL_NOT_CONFIGURED";
    }
    if (!live && amount.compareTo(new BigDecimal("9999.99")) == 0) {
      return "RATE_LIMIT_EXCEEDED";
    }
    BigInteger converted =
        amount
            .multiply(new BigDecimal(RATES.get(from + " " + asked)))
            .movePointRight(Currency.valueOf(asked).digits())
            .setScale(0, RoundingMode.FLOOR)
            .toBigIntegerExact();
    Paid created =
        new Paid(head, pay.amount(), asked, converted, fee(pay.amount(), corridor.get(7)));
    created.carrier = live ? "base" : "sandbox";
    return create(pay.number(), created);
  }

  private String cashOut(Act.CashOut cashOut) {
    HeadId head = cashOut.client().head();
    String from = cashOut.amount().currency().name();
    String to = cashOut.to().name();
    for (List<String> row : CORRIDORS) {
      if (has(row.get(1), to) && has(row.get(2), from) && row.get(3).equals("closed")) {
        return "CORRIDOR_UNAVAILABLE";
      }
    }
    BigDecimal amount =
        BigDecimal.valueOf(cashOut.amount().minor(), cashOut.amount().currency().digits());
    BigDecimal rate =
        new BigDecimal(PER_USDC.get(to))
            .divide(new BigDecimal(PER_USDC.get(from)), new MathContext(10, RoundingMode.DOWN));
    BigInteger converted =
        amount.multiply(rate).movePointRight(2).setScale(0, RoundingMode.FLOOR).toBigIntegerExact();
    if (converted.signum() == 0) {
      return "INVALID_AMOUNT amount";
    }
    if (head.environment() == Environment.LIVE) {
      return "RAIL_NOT_CONFIGURED";
    }
    if (amount.compareTo(new BigDecimal("9999.99")) == 0) {
      return "RATE_LIMIT_EXCEEDED";
    }
    Paid created = new Paid(head, cashOut.amount(), to, converted, fee(cashOut.amount(), "25"));
    created.isOffRamp = true;
    return create(cashOut.number(), created);
  }

  private String send(Act.Send send) {
    HeadId head = send.client().head();
    if (!Histories.ACCOUNTS.contains(send.account()) || send.account().equals(head.accountId())) {
      return "INVALID_RECIPIENT destination";
    }
    if (send.to().isPresent() && send.to().get() != send.amount().currency()) {
      return "INVALID_CURRENCY destination_currency";
    }
    if (send.corridor().isPresent()) {
      return "VALIDATION_ERROR corridor";
    }
    String currency = send.amount().currency().name();
    BigInteger amount = BigInteger.valueOf(send.amount().minor());
    Paid sent =
        new Paid(head, send.amount(), currency, amount, fee(send.amount(), "" + transferFee));
    String verdict = create(send.number(), sent);
    if (verdict.equals("done")) {
      change(sent, "processing");
      change(sent, "settled");
      HeadId receiver = new HeadId(send.account(), head.environment());
      move(receiver, currency, "settlement", "available", amount);
    }
    return verdict;
  }

  private String create(int number, Paid created) {
    BigInteger whole = created.amount.add(created.fee);
    if (sum(created.head, created.currency, "available").compareTo(whole) < 0) {
      return "INSUFFICIENT_FUNDS";
    }
    paid.put(number, created);
    counts.merge(created.head, 1L, Long::sum);
    move(created.head, created.currency, "available", "held", whole);
    // An off-ramp's first event is that of its processing.
    if (!created.isOffRamp) {
      event(created.head);
    }
    return "done";
  }

  private String cancel(Act.Cancel cancel) {
    Paid found = paid.get(cancel.payment());
    if (found == null || !found.head.equals(cancel.client().head())) {
      return "NOT_FOUND";
    }
    if (found.status.equals("cancelled")) {
      return "PAYMENT_CANCELLED";
    }
    if (!found.status.equals("pending") || found.isOffRamp) {
      return "PAYMENT_NOT_CANCELLABLE";
    }
    change(found, "cancelled");
    return "done";
  }

  /** Facts are noted while a rail has the payment; the last ones stay. */
  private String report(Act.Report report) {
    Paid found = paid.get(report.payment());
    if (report.isFinal()) {
      String verdict = step(report.payment(), "SETTLE");
      if (verdict.equals("done")) {
        found.facts = facts(report.hash(), 4);
      }
      return verdict;
    }
    if (found == null || !found.status.equals("processing")) {
      return "NOT_FOUND";
    }
    found.facts = facts(report.hash(), report.confirmations());
    return "done";
  }

  private static String facts(int hash, long confirmations) {
    return "hash " + hash + " confirmed " + confirmations;
  }

  private String step(int payment, String trigger) {
    Paid found = paid.get(payment);
    if (found == null) {
      return "NOT_FOUND";
    }
    boolean ended = found.status.equals("settled") && !found.isToBank();
    String next = STEPS.get(found.status + " " + trigger);
    if (ended || next == null || found.isOffRamp && trigger.equals("CANCEL")) {
      return "NOT_FOUND";
    }
    if (found.isOffRamp && trigger.equals("REJECT")) {
      next = "failed";
    }
    // A review's end has an event of its own beside the payment's.
    if (found.status.equals("compliance_review")) {
      event(found.head);
    }
    change(found, next);
    return "done";
  }

  private String review(Act.Review review) {
    Paid found = paid.get(review.payment());
    if (found == null || !found.head.equals(review.head())) {
      return "NOT_FOUND";
    }
    if (!found.status.equals("compliance_review")) {
      return "VALIDATION_ERROR";
    }
    event(found.head);
    String rejected = found.isOffRamp ? "failed" : "cancelled";
    change(found, review.approves() ? "processing" : rejected);
    return "done";
  }

  /** Moves the funds to the sub-account of this status, and emits its event. */
  private void change(Paid one, String status) {
    switch (status) {
      case "settled" -> {
        move(one.head, one.currency, "held", one.isExchanged() ? "fx" : "settlement", one.amount);
        move(one.head, one.currency, "held", "fees", one.fee);
        if (one.isExchanged()) {
          move(one.head, one.to, "fx", "settlement", one.converted);
        }
      }
      case "failed", "cancelled" -> {
        boolean gone = one.status.equals("settled");
        String left = one.isExchanged() ? "fx" : "settlement";
        move(one.head, one.currency, gone ? left : "held", "available", one.amount);
        if (gone && one.isExchanged()) {
          move(one.head, one.to, "settlement", "fx", one.converted);
        }
        move(one.head, one.currency, gone ? "fees" : "held", "available", one.fee);
        one.fee = BigInteger.ZERO;
      }
      // The fee is kept.
      case "returned" -> move(one.head, one.to, "settlement", "available", one.converted);
      default -> {}
    }
    one.status = status;
    event(one.head);
  }

  private static boolean has(String words, String word) {
    return List.of(words.split(" ")).contains(word);
  }

  private static BigInteger fee(Money amount, String basisPoints) {
    BigInteger[] parts =
        BigInteger.valueOf(amount.minor())
            .multiply(new BigInteger(basisPoints))
            .divideAndRemainder(BigInteger.valueOf(10_000));
    return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
  }

  private void event(HeadId head) {
    last.put(head, now(head));
    events.merge(head, 1L, Long::sum);
  }

  private void move(HeadId head, String currency, String from, String to, BigInteger amount) {
    last.put(head, now(head));
    Map<String, BigInteger> book =
        sums.computeIfAbsent(head, h -> new HashMap<>())
            .computeIfAbsent(currency, c -> new HashMap<>());
    book.merge(from, amount.negate(), BigInteger::add);
    book.merge(to, amount, BigInteger::add);
  }

  private Instant now(HeadId head) {
    Instant before = last.getOrDefault(head, clock);
    return before.isAfter(clock) ? before : clock;
  }

  BigInteger sum(HeadId head, String currency, String sub) {
    return sums(head).getOrDefault(currency, Map.of()).getOrDefault(sub, BigInteger.ZERO);
  }

  /** The sums of an account, by currency and sub-account; what is not in it is zero. */
  Map<String, Map<String, BigInteger>> sums(HeadId head) {
    return sums.getOrDefault(head, Map.of());
  }

  long events(HeadId head) {
    return events.getOrDefault(head, 0L);
  }

  long payments(HeadId head) {
    return counts.getOrDefault(head, 0L);
  }

  Map<Integer, Paid> paid() {
    return paid;
  }
}
