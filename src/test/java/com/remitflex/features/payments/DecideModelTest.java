package com.remitflex.features.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.Proves;
import com.remitflex.testing.Seeded;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Compares every decision with a second, simpler model, over generated histories. */
class DecideModelTest {
  /** Fewer do not come to every verdict. */
  private static final int ENOUGH = 100_000;

  private static final int COMMANDS = Seeded.cases(ENOUGH, 1_000_000);

  private static final int LENGTH = 200;
  private static final int TRANSFER_FEE = 50;
  private static final List<HeadId> HEADS = Histories.heads();
  private static final Currency[] CURRENCIES = Currency.values();
  private static final SubAccount[] SUB_ACCOUNTS = SubAccount.values();
  private static final Instant START = Instant.parse("2026-03-04T05:06:07.089Z");

  @Test
  @Proves(Guarantee.EVERY_DECISION_IS_THE_MODELS)
  void decisionsBalancesStatusesAndEventNumbersEqualTheModels() {
    long seed = Seeded.seed();
    System.out.println("DecideModelTest: -Dseed=" + seed);
    Random random = new Random(seed);
    Map<String, Integer> verdicts = new TreeMap<>();
    for (int done = 0; done < COMMANDS; done += LENGTH) {
      List<Act> history = Histories.generate(random, LENGTH);
      difference(history, TRANSFER_FEE, verdicts)
          .ifPresent(difference -> {
            List<Act> least = shrink(history, TRANSFER_FEE);
            fail(report(seed, least, TRANSFER_FEE));
          });
      Guarantees.ran(Guarantee.EVERY_DECISION_IS_THE_MODELS, LENGTH);
    }

    System.out.println("DecideModelTest: " + verdicts);
    if (COMMANDS >= ENOUGH) {
      requireEveryVerdict(verdicts);
    }
    Guarantees.note(Guarantee.EVERY_DECISION_IS_THE_MODELS, "-Dseed=" + seed);
  }

  private static void requireEveryVerdict(Map<String, Integer> verdicts) {
    assertThat(verdicts)
        .as("a history that never comes to one of these proves nothing of it")
        .containsKeys(
            "done",
            "again",
            "API_KEY_REVOKED",
            "UNAUTHORIZED",
            "IDEMPOTENCY_CONFLICT",
            "IDEMPOTENCY_KEY_EXPIRED",
            "INSUFFICIENT_FUNDS",
            "INVALID_AMOUNT amount",
            "RATE_LIMIT_EXCEEDED",
            "RAIL_NOT_CONFIGURED",
            "CORRIDOR_UNAVAILABLE",
            "INVALID_RECIPIENT destination",
            "INVALID_CURRENCY destination_currency",
            "VALIDATION_ERROR corridor",
            "VALIDATION_ERROR recipient",
            "NOT_FOUND",
            "PAYMENT_CANCELLED",
            "PAYMENT_NOT_CANCELLABLE",
            "VALIDATION_ERROR",
            "pending",
            "compliance_review",
            "processing",
            "settled",
            "delivered",
            "returned",
            "off-ramp pending",
            "off-ramp delivered",
            "off-ramp returned",
            "off-ramp failed",
            "failed",
            "cancelled");
  }

  /** Shows that the comparison can fail. */
  @Test
  @Proves(Guarantee.EVERY_DECISION_IS_THE_MODELS)
  void anErrorOfOneBasisPointIsFoundAndItsHistoryShrunk() {
    Random random = new Random(1);
    List<Act> history = Histories.generate(random, LENGTH);
    while (difference(history, TRANSFER_FEE + 1, new TreeMap<>()).isEmpty()) {
      history = Histories.generate(random, LENGTH);
    }
    List<Act> least = shrink(history, TRANSFER_FEE + 1);

    assertThat(least).hasSizeLessThanOrEqualTo(3);
    assertThat(report(1, least, TRANSFER_FEE + 1)).contains("-Dseed=1", "Send[");
  }

  /** The first difference between product and model, if there is one. */
  private static Optional<String> difference(
      List<Act> history, int transferFee, Map<String, Integer> verdicts) {
    PaymentModel model = new PaymentModel(START, transferFee);
    MemoryPlatform product = new MemoryPlatform(START);
    try {
      for (Act act : history) {
        String expected = model.act(act);
        String actual = product.act(act);
        verdicts.merge(expected, 1, Integer::sum);
        if (!actual.equals(expected)) {
          return Optional.of(act + ": " + actual + ", but the model says " + expected);
        }
        Optional<String> apart = compare(model, product);
        if (apart.isPresent()) {
          return Optional.of("after " + act + ": " + apart.get());
        }
      }
      product.write();
      model
          .paid()
          .values()
          .forEach(paid -> {
            verdicts.merge(paid.status, 1, Integer::sum);
            if (paid.isOffRamp) {
              verdicts.merge("off-ramp " + paid.status, 1, Integer::sum);
            }
          });
      return compare(model, product);
    } catch (RuntimeException | AssertionError e) {
      return Optional.of(e.toString());
    }
  }

  private static Optional<String> compare(PaymentModel model, MemoryPlatform product) {
    Map<HeadId, Long> counted = product.counted();
    for (HeadId head : HEADS) {
      Map<String, Map<String, BigInteger>> sums = model.sums(head);
      for (Currency currency : CURRENCIES) {
        Map<String, BigInteger> subs = sums.getOrDefault(currency.name(), Map.of());
        Balance book = product.state().balance(head, currency);
        BigInteger all = BigInteger.ZERO;
        for (SubAccount sub : SUB_ACCOUNTS) {
          BigInteger expected = subs.getOrDefault(sub.word(), BigInteger.ZERO);
          BigInteger actual = BigInteger.valueOf(book.of(sub));
          all = all.add(actual);
          if (!expected.equals(actual)) {
            return apart(head + " " + currency + " " + sub.word(), book.of(sub), expected);
          }
        }
        if (all.signum() != 0) {
          return Optional.of(head + " " + currency + " sums to " + all);
        }
      }
      long number = product.state().nextEvent(head) - 1;
      if (number != model.events(head)) {
        return apart("events of " + head, number, model.events(head));
      }
      long payments = counted.getOrDefault(head, 0L);
      if (payments != model.payments(head)) {
        return apart("payments of " + head, payments, model.payments(head));
      }
    }
    for (Map.Entry<Integer, PaymentModel.Paid> entry : model.paid().entrySet()) {
      PaymentModel.Paid expected = entry.getValue();
      Optional<Payment> actual = product.payment(entry.getKey());
      String due = product.next(entry.getKey());
      if (actual.filter(payment -> isSame(payment, expected)).isEmpty()
          || !due.equals(expected.next())) {
        return apart(
            "payment " + entry.getKey(),
            actual.map(DecideModelTest::words).orElse("none") + " " + due,
            words(expected) + " " + expected.next());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> apart(String what, Object actual, Object expected) {
    return Optional.of(what + " is " + actual + ", but the model says " + expected);
  }

  private static boolean isSame(Payment payment, PaymentModel.Paid paid) {
    return payment.status().word().equals(paid.status)
        && payment.amount().currency().name().equals(paid.currency)
        && payment.converted().currency().name().equals(paid.to)
        && isSame(payment.amount(), paid.amount)
        && isSame(payment.fee(), paid.fee)
        && isSame(payment.converted(), paid.converted)
        && MemoryPlatform.facts(payment).equals(paid.facts);
  }

  private static boolean isSame(Money money, BigInteger minor) {
    return BigInteger.valueOf(money.minor()).equals(minor);
  }

  private static String words(PaymentModel.Paid paid) {
    return paid.status
        + " "
        + paid.amount
        + " "
        + paid.currency
        + " fee "
        + paid.fee
        + " gives "
        + paid.converted
        + " "
        + paid.to
        + " "
        + paid.facts;
  }

  private static String words(Payment payment) {
    return payment.status().word()
        + " "
        + payment.amount().minor()
        + " "
        + payment.amount().currency()
        + " fee "
        + payment.fee().minor()
        + " gives "
        + payment.converted().minor()
        + " "
        + payment.converted().currency()
        + " "
        + MemoryPlatform.facts(payment);
  }

  /** Removes every act without which product and model still differ. */
  private static List<Act> shrink(List<Act> failing, int transferFee) {
    List<Act> least = new ArrayList<>(failing);
    for (int size = least.size() / 2; size > 0; size = shorter(least, size, transferFee)) {}
    return least;
  }

  /** Tries to remove each run of this size; returns the size to try next. */
  private static int shorter(List<Act> least, int size, int transferFee) {
    boolean any = false;
    for (int at = 0; at + size <= least.size(); ) {
      List<Act> without = new ArrayList<>(least);
      without.subList(at, at + size).clear();
      if (difference(without, transferFee, new TreeMap<>()).isPresent()) {
        least.subList(at, at + size).clear();
        any = true;
      } else {
        at += size;
      }
    }
    return any && size == 1 ? 1 : size / 2;
  }

  private static String report(long seed, List<Act> least, int transferFee) {
    StringBuilder report = new StringBuilder("-Dseed=" + seed + ", shrunk to\n");
    least.forEach(act -> report.append("  ").append(act).append('\n'));
    return report
        .append(difference(least, transferFee, new TreeMap<>()).orElse("no difference?"))
        .toString();
  }
}
