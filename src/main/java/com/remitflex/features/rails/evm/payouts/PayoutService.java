package com.remitflex.features.rails.evm.payouts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.rails.evm.relays.Relay;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.pauses.Pauses;
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
import org.jdbi.v3.core.Handle;

/** The payouts of all networks, for the operator; all in the database, so any process can ask. */
public final class PayoutService {
  private final Database database;
  private final Relays relays;
  private final AuditTrail audit;
  private final Pauses pauses;

  public PayoutService(Database database, Relays relays, AuditTrail audit, Pauses pauses) {
    this.database = database;
    this.relays = relays;
    this.audit = audit;
    this.pauses = pauses;
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

  /**
   * Replaces the transaction of a payout by one with higher fees, at the next look; while its rail
   * is paused, after the pause. If it is being cancelled, that of its cancellation as well.
   */
  @CheckReturnValue
  public Result<OpenPayout> speedUp(String paymentId, Actor by) {
    Optional<Payout> payout = payout(paymentId);
    if (payout.isEmpty()) {
      return unknown();
    }
    Result<Payout> spedUp =
        database.tryInTransaction(handle -> {
          long waiting =
              references(payout.get()).stream()
                  .filter(reference -> Relays.speedUp(handle, reference))
                  .count();
          if (waiting == 0) {
            return nothingToSpeedUp(payout.get());
          }
          record(handle, payout.get(), "payment.payout_sped_up", by);
          return Result.ok(payout.get());
        });
    return spedUp.map(this::described);
  }

  /** What relayers may have: its transfer, and its cancellation. */
  private static List<String> references(Payout payout) {
    return List.of(payout.relay(payout.relays()), payout.cancellation());
  }

  private static Result<Payout> nothingToSpeedUp(Payout payout) {
    return Result.rejected(
        ErrorCode.VALIDATION_ERROR,
        "No transaction of "
            + payout.id()
            + " waits for a block, so there is nothing to speed up. The payout is "
            + payout.step().word()
            + payout.waiting().map(reason -> " and waits (" + reason + ")").orElse("")
            + ".");
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
    Result<Payout> cancelled =
        database.tryInTransaction(handle -> {
          if (PayoutStore.requestCancel(handle, paymentId)) {
            record(handle, payout.get(), "payment.payout_cancelled", by);
          }
          Payout now = PayoutStore.find(handle, paymentId).orElseThrow();
          return now.step().isOver() ? isOver(now) : Result.ok(now);
        });
    return cancelled.map(this::described);
  }

  private static Result<Payout> isOver(Payout payout) {
    return Result.rejected(
        ErrorCode.VALIDATION_ERROR,
        "The payout of "
            + payout.id()
            + " is "
            + payout.step().word()
            + ", so it cannot be cancelled. Nothing was changed.");
  }

  private static Result<OpenPayout> unknown() {
    return Result.rejected(
        ErrorCode.NOT_FOUND,
        "No payout of a payment with this ID exists. Only live payments to wallets have one, once"
            + " the rail of their network has begun with them.");
  }

  private void record(Handle handle, Payout payout, String action, Actor by) {
    HeadId head = new HeadId(payout.target().accountId(), Environment.LIVE);
    audit.append(handle, head, AuditAction.of(by, action, payout.id()));
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
        relays.find(payout.cancellation()),
        payout.objection(),
        pauses.isPaused(payout.target().network()),
        relays.costWei(payout.id()),
        payout.proof(),
        payout.createdAt());
  }
}
