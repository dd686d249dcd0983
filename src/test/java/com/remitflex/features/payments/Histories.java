package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.payments.Act.Client;
import com.remitflex.features.payments.Act.Standing;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Generates histories of three accounts in both environments, from a seed. */
final class Histories {
  static final List<String> ACCOUNTS = List.of("acc_A", "acc_B", "acc_C");
  static final String NOBODY = "acc_NOBODY";

  private static final List<Currency> STABLECOINS =
      List.of(Currency.USDC, Currency.USDC, Currency.USDT, Currency.EURC, Currency.PYUSD);
  private static final List<Currency> DESTINATIONS =
      List.of(
          Currency.EUR,
          Currency.EUR,
          Currency.MXN,
          Currency.PHP,
          Currency.NGN,
          Currency.GBP,
          Currency.CAD,
          Currency.USDC,
          Currency.EURC);

  private static final List<Currency> FIAT =
      List.of(Currency.EUR, Currency.EUR, Currency.MXN, Currency.NGN, Currency.PHP, Currency.GBP);

  /** One of them has a live rail. */
  static final List<String> NETWORKS = List.of("base", "ethereum");

  private static final List<String> CORRIDORS =
      List.of("US-EU", "US-MX", "US-PH", "US-NG", "EU-UK", "GLOBAL-SWAP", "XX-YY");
  private static final List<String> EDGES =
      List.of(
          "0.000001",
          "0.999999",
          "1",
          "9.229614",
          "9.229615",
          "9.999999",
          "10",
          "10.01",
          "10.02",
          "10.03",
          "9999.99",
          "9999.99",
          "25000",
          "25000.000001",
          "50000",
          "100000",
          "100000.000001",
          "500000",
          "999999999.999999");
  private static final List<String> MAGIC = List.of("0.01", "0.02", "0.03");

  /** The usual next trigger of each status. */
  private static final Map<String, List<Trigger>> WAYS =
      Map.of(
          "pending", List.of(Trigger.START, Trigger.START, Trigger.START, Trigger.HOLD),
          "compliance_review", List.of(Trigger.APPROVE, Trigger.REJECT),
          "processing", List.of(Trigger.SETTLE, Trigger.SETTLE, Trigger.SETTLE, Trigger.FAIL),
          "settled", List.of(Trigger.DELIVER, Trigger.DELIVER, Trigger.FAIL),
          "delivered", List.of(Trigger.RETURN));

  private final Random random;
  private final List<Act> acts = new ArrayList<>();

  /** The outcomes of the acts so far, so that most acts are possible. */
  private final PaymentModel known = new PaymentModel(Instant.EPOCH, 50);

  private final Map<Integer, Client> payers = new HashMap<>();
  private int payments;

  private Histories(Random random) {
    this.random = random;
  }

  static List<HeadId> heads() {
    List<HeadId> heads = new ArrayList<>();
    for (String account : ACCOUNTS) {
      for (Environment environment : Environment.values()) {
        heads.add(new HeadId(account, environment));
      }
    }
    return heads;
  }

  static List<Act> generate(Random random, int length) {
    Histories histories = new Histories(random);
    while (histories.acts.size() < length) {
      Act act = histories.next();
      histories.acts.add(act);
      histories.known.act(act);
    }
    return histories.acts;
  }

  private Act next() {
    int kind = random.nextInt(100);
    if (kind < 12) {
      return new Act.Fund(client(), money(20_000));
    }
    if (kind < 38) {
      return pay();
    }
    if (kind < 42) {
      return cashOut();
    }
    if (kind < 56) {
      return send();
    }
    if (kind < 62) {
      int payment = payment();
      Client payer = payers.get(payment);
      return new Act.Cancel(payer == null || chance(4) ? client() : payer, payment);
    }
    if (kind < 66) {
      int payment = inReview().orElseGet(this::payment);
      Client payer = payers.get(payment);
      HeadId head = payer == null || chance(6) ? pick(heads()) : payer.head();
      return new Act.Review(head, payment, random.nextBoolean());
    }
    if (kind < 72) {
      return report();
    }
    if (kind < 90) {
      int payment = payment();
      PaymentModel.Paid paid = known.paid().get(payment);
      List<Trigger> ways = paid == null ? null : WAYS.get(paid.status);
      Trigger trigger = pick(ways == null || chance(5) ? List.of(Trigger.values()) : ways);
      return new Act.Step(payment, pick(heads()), trigger);
    }
    if (kind < 96 && !acts.isEmpty()) {
      return again(pick(acts));
    }
    return new Act.NextBatch(pick(List.of(0L, 1L, 700L, 60_000L, -5_000L, 90_000_000L)));
  }

  private Act pay() {
    Client client = client();
    if (chance(5)) {
      return payWallet(client);
    }
    boolean recipient = chance(3) || chance(2) && client.head().accountId().equals("acc_C");
    Optional<Currency> to =
        recipient || chance(15) ? Optional.of(pick(DESTINATIONS)) : Optional.empty();
    return new Act.Pay(
        number(client), client, paid(client), recipient, to, corridor(), Optional.empty());
  }

  private Act cashOut() {
    Client client = client();
    Currency from = chance(2) ? pick(FIAT) : pick(STABLECOINS);
    BigInteger all = known.sum(client.head(), from.name(), "available");
    Money some = paid(client);
    // What banks have returned is the only fiat money that there is.
    Money amount =
        !from.isStablecoin() && all.signum() > 0
            ? new Money(from, Math.max(1, all.longValueExact() / (1 + random.nextInt(3))))
            : chance(9) ? new Money(Currency.USDC, 1 + random.nextInt(9_999)) : some;
    return new Act.CashOut(number(client), client, amount, pick(FIAT));
  }

  private Act payWallet(Client client) {
    Money amount = paid(client);
    Currency to = chance(4) ? pick(STABLECOINS) : amount.currency();
    return new Act.Pay(
        number(client),
        client,
        amount,
        false,
        Optional.of(to),
        corridor(),
        Optional.of(pick(NETWORKS)));
  }

  /** Usually of a payment that its rail has, in any order, and often again. */
  private Act report() {
    List<Integer> withRail =
        known.paid().entrySet().stream()
            .filter(entry -> !entry.getValue().rail().equals("none"))
            .map(Map.Entry::getKey)
            .toList();
    int payment = withRail.isEmpty() || chance(4) ? payment() : pick(withRail);
    return new Act.Report(payment, pick(heads()), random.nextInt(3), random.nextInt(4), chance(3));
  }

  private Act send() {
    String to = chance(12) ? NOBODY : pick(ACCOUNTS);
    Optional<Currency> currency = chance(8) ? Optional.of(pick(DESTINATIONS)) : Optional.empty();
    Client client = client();
    return new Act.Send(
        number(client),
        client,
        paid(client),
        to,
        currency,
        chance(20) ? Optional.of(pick(CORRIDORS)) : Optional.empty());
  }

  /** Repeats an act: a client's retry, or a step of the platform that is taken twice. */
  private Act again(Act act) {
    return switch (act) {
      case Act.Pay p ->
          new Act.Pay(
              number(p.client()),
              p.client(),
              p.amount(),
              p.hasRecipient(),
              p.to(),
              p.corridor(),
              p.network());
      case Act.CashOut c -> new Act.CashOut(number(c.client()), c.client(), c.amount(), c.to());
      case Act.Send s ->
          new Act.Send(
              number(s.client()), s.client(), s.amount(), s.account(), s.to(), s.corridor());
      case Act.Cancel cancel -> cancel;
      case Act.Review review -> review;
      case Act.Fund fund -> fund;
      case Act.Step step -> step;
      case Act.Report report -> report;
      case Act.NextBatch batch -> batch;
    };
  }

  /** Usually a payment that is held for review, so that most decisions are possible. */
  private Optional<Integer> inReview() {
    List<Integer> held =
        known.paid().entrySet().stream()
            .filter(entry -> entry.getValue().status.equals("compliance_review"))
            .map(Map.Entry::getKey)
            .toList();
    return held.isEmpty() || chance(4) ? Optional.empty() : Optional.of(pick(held));
  }

  private Optional<String> corridor() {
    return chance(12) ? Optional.of(pick(CORRIDORS)) : Optional.empty();
  }

  private Client client() {
    Standing standing = chance(30) ? pick(List.of(Standing.values())) : Standing.ACTIVE;
    // Most of it happens in the sandbox, where payments are taken.
    HeadId head = pick(heads());
    if (head.environment() == Environment.LIVE && chance(2)) {
      head = new HeadId(head.accountId(), Environment.SANDBOX);
    }
    return new Client(
        head, standing, chance(3) ? Optional.of("k" + random.nextInt(8)) : Optional.empty());
  }

  private int number(Client client) {
    payers.put(++payments, client);
    return payments;
  }

  /** Payments that a bank has received, and may return. */
  private List<Integer> delivered() {
    return known.paid().entrySet().stream()
        .filter(entry -> entry.getValue().status.equals("delivered"))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Usually a payment in progress, sometimes any payment, sometimes one that never existed. */
  private int payment() {
    List<Integer> open =
        known.paid().entrySet().stream()
            .filter(entry -> !entry.getValue().next().equals("none none"))
            .map(Map.Entry::getKey)
            .toList();
    List<Integer> delivered = delivered();
    if (!delivered.isEmpty() && chance(8)) {
      return pick(delivered);
    }
    if (chance(4) || open.isEmpty()) {
      return chance(4) ? 1_000_000 : 1 + random.nextInt(payments + 1);
    }
    return pick(open.subList(Math.max(0, open.size() - 5), open.size()));
  }

  /** Sometimes the whole balance including the fee, or one minor unit more. */
  private Money paid(Client client) {
    Money some = money(3_000);
    BigInteger all =
        known
            .sum(client.head(), some.currency().name(), "available")
            .multiply(BigInteger.valueOf(10_000))
            .divide(BigInteger.valueOf(10_050));
    return all.signum() > 0 && chance(8)
        ? new Money(some.currency(), all.longValueExact() + random.nextInt(2))
        : some;
  }

  private Money money(int most) {
    Currency currency = pick(STABLECOINS);
    BigDecimal major =
        switch (random.nextInt(8)) {
          case 0 -> new BigDecimal(pick(EDGES));
          case 1 -> new BigDecimal(pick(MAGIC)).add(BigDecimal.valueOf(random.nextInt(most)));
          case 2 -> BigDecimal.valueOf(1 + random.nextLong(most * 1_000_000L), 6);
          default -> BigDecimal.valueOf(1 + random.nextInt(most));
        };
    return new Money(currency, major.movePointRight(6).longValueExact());
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
