package com.remitflex.features.rails.evm.payouts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.rails.evm.relays.Relay;
import com.remitflex.features.rails.evm.relays.RelayState;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The payouts of all networks, for the operator; all in the database, so any process can ask. */
public final class PayoutService {
  private final Database database;
  private final Relays relays;
  private final AuditTrail audit;

  public PayoutService(Database database, Relays relays, AuditTrail audit) {
    this.database = database;
    this.relays = relays;
    this.audit = audit;
  }

  /** Those that are neither settled nor failed, the oldest first. */
  public List<OpenPayout> open(int limit) {
    return database.with(handle -> PayoutStore.open(handle, limit)).stream()
        .map(this::described)
        .toList();
  }

  /** The payout of a payment, whether it is over or not. */
  public Optional<OpenPayout> find(String paymentId) {
    return payout(paymentId).map(this::described);
  }

  /** What waits because a treasury does not hold enough, by network and currency. */
  public List<Shortage> waitingForLiquidity() {
    return database.with(PayoutStore::shortages);
  }

  /** The gas of a payment's final transactions, in wei. */
  public BigInteger costWei(String paymentId) {
    return relays.costWei(paymentId);
  }

  /** Replaces the transaction of a payout by one with higher fees, at the next look. */
  @CheckReturnValue
  public Result<OpenPayout> speedUp(String paymentId, Actor by) {
    Optional<Payout> payout = payout(paymentId);
    if (payout.isEmpty()) {
      return unknown();
    }
    Optional<Relay> relay = relay(payout.get());
    if (payout.get().step().isOver() || relay.map(Relay::state).filter(this::isInPool).isEmpty()) {
      return Result.rejected(
          ErrorCode.VALIDATION_ERROR,
          "No transaction of "
              + paymentId
              + " waits for a block, so there is nothing to speed up. The payout is "
              + payout.get().step().word()
              + payout.get().waiting().map(reason -> " and waits (" + reason + ")").orElse("")
              + ".");
    }

    relays.speedUp(relay.get().reference());
    record(payout.get(), "payment.payout_sped_up", by);
    return Result.ok(described(payout.get()));
  }

  private boolean isInPool(RelayState state) {
    return state == RelayState.ASSIGNED || state == RelayState.SENT;
  }

  /**
   * Cancels a payout: its authorisation is cancelled on the chain. Its money is released only once
   * it is provably unpaid; if it was paid in the meantime, it is settled.
   */
  @CheckReturnValue
  public Result<OpenPayout> cancel(String paymentId, Actor by) {
    Optional<Payout> payout = payout(paymentId);
    if (payout.isEmpty()) {
      return unknown();
    }
    if (payout.get().step().isOver()) {
      return Result.rejected(
          ErrorCode.VALIDATION_ERROR,
          "The payout of "
              + paymentId
              + " is "
              + payout.get().step().word()
              + ", so it cannot be cancelled. Nothing was changed.");
    }

    if (!payout.get().isCancelRequested()) {
      database.use(handle -> PayoutStore.requestCancel(handle, paymentId));
      record(payout.get(), "payment.payout_cancelled", by);
    }
    return Result.ok(described(payout(paymentId).orElseThrow()));
  }

  private static Result<OpenPayout> unknown() {
    return Result.rejected(
        ErrorCode.NOT_FOUND,
        "No payout of a payment with this ID exists. Only live payments to wallets that have left"
            + " `pending` have one.");
  }

  private void record(Payout payout, String action, Actor by) {
    HeadId head = new HeadId(payout.target().accountId(), Environment.LIVE);
    database.inTransaction(handle -> {
      audit.append(handle, head, AuditAction.of(by, action, payout.id()));
      return true;
    });
  }

  private Optional<Payout> payout(String paymentId) {
    return database.with(handle -> PayoutStore.find(handle, paymentId));
  }

  private Optional<Relay> relay(Payout payout) {
    return payout.relays() == 0 ? Optional.empty() : relays.find(payout.relay(payout.relays()));
  }

  private OpenPayout described(Payout payout) {
    Optional<Relay> relay = relay(payout);
    return new OpenPayout(
        payout.id(),
        payout.target().accountId(),
        payout.target().network(),
        new Money(payout.target().currency(), payout.transfer().amountMinor().longValueExact()),
        payout.transfer().to(),
        payout.step(),
        payout.waiting(),
        payout.waitingSince().orElse(payout.stepSince()),
        payout.transactionHash().or(() -> relay.flatMap(Relay::hash)),
        relay,
        payout.validBefore().map(Instant::ofEpochSecond),
        payout.isCancelRequested(),
        relays.costWei(payout.id()),
        payout.proof(),
        payout.createdAt());
  }
}
