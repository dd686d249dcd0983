package com.remitflex.features.accounts.deposits;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditHeads;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandDecider;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.State;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.BalanceKey;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.core.ledger.Transfer;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Compares every decision about deposits with a second, simpler model, over generated reports:
 * repeated, late, contradictory, and mixed with the decisions of an operator.
 */
class DepositModelTest {
  private static final int HISTORIES = Seeded.cases(600, 20_000);
  private static final int LENGTH = 120;
  private static final Instant START = Instant.parse("2026-03-04T05:06:07.089Z");
  private static final List<HeadId> HEADS =
      List.of(
          new HeadId("acc_A", Environment.LIVE),
          new HeadId("acc_B", Environment.LIVE),
          new HeadId("acc_A", Environment.SANDBOX));

  /** Few transfers, so that reports meet; the last two contradict others. */
  private static final List<DepositKey> KEYS =
      List.of(
          key(0, "0xaa", 1, 5_000_000),
          key(0, "0xaa", 2, 7_000_000),
          key(1, "0xbb", 1, 11_000_000),
          key(2, "0xaa", 1, 13_000_000),
          key(0, "0xbb", 1, 17_000_000),
          key(1, "0xaa", 2, 7_000_000));

  private static DepositKey key(int head, String hash, long index, long minor) {
    return new DepositKey(
        HEADS.get(head),
        new IncomingTransfer(
            new TransferId("base", hash, index),
            "0xsender",
            "0xaddress" + head,
            new Money(Currency.USDC, minor)));
  }

  private enum Kind {
    SEEN,
    SEEN_HELD,
    FINAL,
    FINAL_HELD,
    UNSEEN,
    HOLD,
    RELEASE,
    KEEP
  }

  private record Act(Kind kind, int key) {}

  /** What the model knows of a transfer. */
  private static final class Known {
    String status = "none";
    boolean isFinal;
    boolean released;
    int credits;
  }

  /** The second product: words and sums. */
  private static final class Model {
    final Map<Integer, Known> known = new TreeMap<>();
    final Map<HeadId, Long> available = new HashMap<>();
    final Map<HeadId, Integer> events = new HashMap<>();

    Known of(int key) {
      return known.computeIfAbsent(key, any -> new Known());
    }

    /** Whether another transfer has the same place in the same environment now. */
    boolean isContradicted(int key) {
      DepositKey one = KEYS.get(key);
      return known.entrySet().stream()
          .filter(entry -> entry.getKey() != key)
          .filter(entry -> !Set.of("none", "dropped").contains(entry.getValue().status))
          .map(entry -> KEYS.get(entry.getKey()))
          .anyMatch(other ->
              other.head().environment() == one.head().environment()
                  && other.transfer().id().equals(one.transfer().id()));
    }

    String act(Act act) {
      Known one = of(act.key());
      HeadId head = KEYS.get(act.key()).head();
      if (isContradicted(act.key())) {
        return "rejected";
      }
      String before = one.status;
      String verdict =
          switch (act.kind()) {
            case SEEN, SEEN_HELD -> seen(one, act.kind() == Kind.SEEN_HELD);
            case FINAL, FINAL_HELD -> ended(one, act.kind() == Kind.FINAL_HELD);
            case UNSEEN -> unseen(one);
            case HOLD -> one.status.equals("pending") ? hold(one) : "rejected";
            case RELEASE -> one.status.equals("held") ? release(one) : "rejected";
            case KEEP -> one.status.equals("held") ? keep(one) : "rejected";
          };
      if (!before.equals(one.status)) {
        events.merge(head, 1, Integer::sum);
        if (one.status.equals("credited")) {
          one.credits++;
          available.merge(head, KEYS.get(act.key()).transfer().amount().minor(), Long::sum);
        }
      }
      return verdict;
    }

    private static String seen(Known one, boolean held) {
      if (one.status.equals("none") || one.status.equals("dropped")) {
        one.status = held && !one.released ? "held" : "pending";
      }
      return "done";
    }

    private static String ended(Known one, boolean held) {
      switch (one.status) {
        case "none", "dropped", "pending" -> {
          one.status = held && !one.released ? "held" : "credited";
          one.isFinal = true;
        }
        case "held" -> one.isFinal = true;
        default -> {}
      }
      return "done";
    }

    private static String unseen(Known one) {
      if (one.status.equals("none") || one.isFinal) {
        return "rejected";
      }
      one.status = "dropped";
      return "done";
    }

    private static String hold(Known one) {
      one.status = "held";
      one.released = false;
      return "done";
    }

    private static String release(Known one) {
      one.released = true;
      one.status = one.isFinal ? "credited" : "pending";
      return "done";
    }

    private static String keep(Known one) {
      one.released = false;
      return "done";
    }
  }

  /** The product's own commands and state, with maps where the database is. */
  private static final class Product {
    private final Map<HeadId, Head> heads = new HashMap<>();
    private final Map<BalanceKey, Balance> balances = new HashMap<>();
    private final Map<DepositKey, Deposit> deposits = new HashMap<>();
    private final Map<DepositCountStore.Group, Long> counts = new HashMap<>();
    private final Set<String> posted = new HashSet<>();
    private int events;
    private State state = new State(START);

    Product() {
      HEADS.forEach(head -> heads.put(head, new Head(head, 1, START)));
      read();
    }

    String act(Act act) {
      DepositKey key = KEYS.get(act.key());
      Optional<HeldReason> held = Optional.of(HeldReason.BLOCKED_ADDRESS);
      Result<Completed> result =
          CommandDecider.decide(
              state,
              switch (act.kind()) {
                case SEEN -> new RecordDeposit(key, Optional.empty());
                case SEEN_HELD -> new RecordDeposit(key, held);
                case FINAL -> new CreditDeposit(key, Optional.empty(), 3);
                case FINAL_HELD -> new CreditDeposit(key, held, 3);
                case UNSEEN -> new DropDeposit(key);
                case HOLD -> review(key, ReviewDeposit.Choice.HOLD);
                case RELEASE -> review(key, ReviewDeposit.Choice.RELEASE);
                case KEEP -> review(key, ReviewDeposit.Choice.KEEP);
              });
      return result instanceof Result.Ok ? "done" : "rejected";
    }

    private static Command review(DepositKey key, ReviewDeposit.Choice choice) {
      return new ReviewDeposit(
          Caller.operator(key.head()), AuditHeads.TRAIL, key, choice, Optional.empty());
    }

    /** Writes the batch as the engine does, and begins the next one with what was written. */
    void write() {
      state.changedBalances().forEach(change -> balances.put(change.key(), change.after()));
      state.changedHeads().forEach(head -> heads.put(head.id(), head));
      for (Transfer transfer : state.newTransfers()) {
        String id = transfer.balance().head() + transfer.transactionId() + transfer.leg();
        assertThat(posted.add(id)).as("the ledger's primary key: " + id).isTrue();
      }
      events += state.newEvents().size();
      state
          .newCounts()
          .getOrDefault(DepositCountStore.COUNTER, Map.of())
          .forEach(
              (group, count) -> counts.merge((DepositCountStore.Group) group, count, Long::sum));
      KEYS.forEach(
          key -> DepositEffects.find(state, key).ifPresent(deposit -> deposits.put(key, deposit)));
      read();
    }

    private void read() {
      State next = new State(START.plusSeconds(events));
      heads.values().forEach(next::addHead);
      balances.forEach(next::addBalance);
      AuditHeads.begun(next, List.of("acc_A", "acc_B"));
      next.addRows(DepositStore.ROWS, deposits);
      Map<DepositKey.Sighting, Deposit> live = new HashMap<>();
      deposits.values().stream()
          .filter(deposit -> deposit.status() != DepositStatus.DROPPED)
          .forEach(deposit ->
              assertThat(live.put(deposit.key().sighting(), deposit))
                  .as("the unique index deposit_transfer")
                  .isNull());
      next.addRows(DepositStore.LIVE, live);
      state = next;
    }
  }

  @Test
  void decisionsBalancesEventsAndCountsEqualTheModels() {
    Random random = Seeded.random(DepositModelTest.class);
    Map<String, Integer> verdicts = new TreeMap<>();
    for (int i = 0; i < HISTORIES; i++) {
      run(random, verdicts);
    }

    System.out.println("DepositModelTest: " + verdicts);
    assertThat(verdicts)
        .as("a history that never comes to one of these proves nothing of it")
        .containsKeys(
            "done",
            "rejected",
            "pending",
            "credited",
            "dropped",
            "held",
            "credited in place of another",
            "dropped and credited");
  }

  private static void run(Random random, Map<String, Integer> verdicts) {
    Model model = new Model();
    Product product = new Product();
    List<Act> history = new ArrayList<>();
    Set<Integer> dropped = new HashSet<>();
    // In a long history, nearly every deposit ends: some are short, and end with pending ones.
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(LENGTH / 10) : LENGTH;
    for (int i = 0; i < length; i++) {
      Act act =
          new Act(Kind.values()[random.nextInt(Kind.values().length)], random.nextInt(KEYS.size()));
      history.add(act);

      String expected = model.act(act);
      String actual = product.act(act);

      assertThat(actual).as(history.toString()).isEqualTo(expected);
      verdicts.merge(expected, 1, Integer::sum);
      model.known.forEach((key, known) -> {
        if (known.status.equals("dropped")) {
          dropped.add(key);
        }
      });
      if (random.nextInt(4) == 0) {
        product.write();
      }
    }
    product.write();
    compare(model, product, history);
    model.known.forEach((key, known) -> {
      verdicts.merge(known.status, 1, Integer::sum);
      if (known.credits > 0) {
        verdicts.merge(
            dropped.contains(key) ? "dropped and credited" : "credited directly", 1, Integer::sum);
        verdicts.merge(
            key > 3 ? "credited in place of another" : "credited as the first", 1, Integer::sum);
      }
    });
  }

  private static void compare(Model model, Product product, List<Act> history) {
    int events = 0;
    for (HeadId head : HEADS) {
      Balance balance =
          product.balances.getOrDefault(new BalanceKey(head, Currency.USDC), Balance.ZERO);
      long expected = model.available.getOrDefault(head, 0L);
      assertThat(balance.of(SubAccount.AVAILABLE)).as(history.toString()).isEqualTo(expected);
      assertThat(balance.of(SubAccount.FUNDING)).isEqualTo(-expected);
      events += model.events.getOrDefault(head, 0);
    }
    assertThat(product.events).as(history.toString()).isEqualTo(events);
    model.known.forEach((key, known) -> {
      Optional<Deposit> deposit = Optional.ofNullable(product.deposits.get(KEYS.get(key)));
      assertThat(deposit.map(one -> one.status().word()).orElse("none"))
          .as(history.toString())
          .isEqualTo(known.status);
      assertThat(deposit.map(Deposit::isFinal).orElse(false)).isEqualTo(known.isFinal);
      assertThat(known.credits).isBetween(0, 1);
    });
    Map<DepositCountStore.Group, Long> counts = new HashMap<>();
    product
        .deposits
        .values()
        .forEach(deposit -> counts.merge(DepositCountStore.Group.of(deposit), 1L, Long::sum));
    product.counts.values().removeIf(count -> count == 0);
    assertThat(product.counts).isEqualTo(counts);
  }
}
