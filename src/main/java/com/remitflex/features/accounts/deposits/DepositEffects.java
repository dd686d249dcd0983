package com.remitflex.features.accounts.deposits;

import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import java.time.Instant;
import java.util.Optional;

/** The rows, transfers, events and counts of deposits, added to the effects of a command. */
public final class DepositEffects {
  private DepositEffects() {}

  /** Prefetches the rows of a report, with any deposit that it may contradict. */
  static void prefetch(ReadSet reads, DepositKey key) {
    reads.row(DepositStore.ROWS, key);
    reads.row(DepositStore.LIVE, key.sighting());
    reads.balance(key.head(), key.transfer().amount().currency());
  }

  /** Prefetches the rows of a deposit that exists. */
  static void prefetchExisting(ReadSet reads, DepositKey key) {
    reads.row(DepositStore.ROWS, key);
    reads.newRow(DepositStore.LIVE, key.sighting());
    reads.balance(key.head(), key.transfer().amount().currency());
  }

  /** Prefetches the rows of a deposit whose transaction hash is new. */
  public static void prefetchNew(ReadSet reads, DepositKey key) {
    reads.newRow(DepositStore.ROWS, key);
    reads.newRow(DepositStore.LIVE, key.sighting());
  }

  /** The deposit of this key, as the commands before have left it. */
  public static Optional<Deposit> find(State state, DepositKey key) {
    return state.find(DepositStore.ROWS, key);
  }

  /** The deposit of a transfer whose address may not be known yet; empty if it is dropped. */
  public static Optional<Deposit> findReported(State state, DepositKey key) {
    return state.find(DepositStore.LIVE, key.sighting());
  }

  /** The result of a command on a deposit: the deposit object. */
  public static CommandResult result(int status, Deposit deposit) {
    return DepositJson.result(status, deposit);
  }

  /** Another deposit with the same hash and log index that is not dropped. */
  static Optional<Deposit> contradicting(State state, DepositKey key) {
    return state.find(DepositStore.LIVE, key.sighting()).filter(other -> !other.key().equals(key));
  }

  /** Adds a new deposit: pending, or held for a reason. */
  public static Deposit create(
      State state, Effects effects, DepositKey key, String id, Optional<HeldReason> reason) {
    Deposit deposit = created(state, key, id, reason);
    insert(effects, deposit);
    emit(effects, deposit, deposit.createdAt());
    return deposit;
  }

  /** Adds a new deposit of a final block: credited, or held for a reason. */
  static Deposit createFinal(
      State state,
      Effects effects,
      DepositKey key,
      String id,
      Optional<HeldReason> reason,
      long confirmations) {
    Deposit seen = created(state, key, id, reason).inFinalBlock(confirmations);
    Deposit deposit =
        reason.isPresent()
            ? seen
            : seen.after(Trigger.CREDIT, Optional.empty(), seen.createdAt()).orElseThrow();
    insert(effects, deposit);
    credit(effects, deposit);
    emit(effects, deposit, deposit.createdAt());
    return deposit;
  }

  private static Deposit created(
      State state, DepositKey key, String id, Optional<HeldReason> reason) {
    Instant now = state.now(key.head());
    return new Deposit(
        key,
        id,
        state.nextEvent(key.head()),
        reason.isPresent() ? DepositStatus.HELD : DepositStatus.PENDING,
        reason,
        false,
        Optional.empty(),
        0,
        now,
        now,
        Optional.empty(),
        true);
  }

  private static void insert(Effects effects, Deposit deposit) {
    effects.insert(DepositStore.ROWS, deposit.key(), deposit);
    effects.save(DepositStore.LIVE, deposit.key().sighting(), deposit);
    effects.count(DepositCountStore.COUNTER, DepositCountStore.Group.of(deposit), 1);
  }

  /** Moves a deposit to another status, with its event, and with its money if it is credited. */
  static void move(Effects effects, Deposit before, Deposit after, Instant now) {
    save(effects, after);
    effects.count(DepositCountStore.COUNTER, DepositCountStore.Group.of(before), -1);
    effects.count(DepositCountStore.COUNTER, DepositCountStore.Group.of(after), 1);
    credit(effects, after);
    emit(effects, after, now);
  }

  /** Changes a deposit that keeps its status. */
  static void save(Effects effects, Deposit deposit) {
    effects.update(DepositStore.ROWS, deposit.key(), deposit);
    if (deposit.status() == DepositStatus.DROPPED) {
      effects.delete(DepositStore.LIVE, deposit.key().sighting());
    } else {
      effects.save(DepositStore.LIVE, deposit.key().sighting(), deposit);
    }
  }

  private static void credit(Effects effects, Deposit deposit) {
    if (deposit.status() == DepositStatus.CREDITED) {
      effects.move(
          deposit.head(),
          SubAccount.FUNDING,
          SubAccount.AVAILABLE,
          deposit.amount(),
          "deposit_credited",
          Optional.of(deposit.id()));
    }
  }

  private static void emit(Effects effects, Deposit deposit, Instant now) {
    effects.emit(
        deposit.head(),
        "deposit." + deposit.status().word(),
        deposit.id(),
        DepositJson.eventData(deposit, now));
  }
}
