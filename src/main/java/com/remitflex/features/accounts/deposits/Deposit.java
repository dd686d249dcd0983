package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.deposits.DepositStatus.Trigger;
import com.remitflex.platform.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Money that arrives on a chain.
 *
 * @param number orders the deposits of an account with the same time of creation
 * @param heldReason why it is held, or was before its release
 * @param isFinal whether its block is final
 * @param review what an operator has decided about it
 * @param confirmations number of blocks that confirm it, its own included
 * @param authentic whether the row's MAC is valid; a deposit without one is never credited
 */
public record Deposit(
    DepositKey key,
    String id,
    long number,
    DepositStatus status,
    Optional<HeldReason> heldReason,
    boolean isFinal,
    Optional<Review> review,
    long confirmations,
    Instant createdAt,
    Instant updatedAt,
    Optional<Instant> creditedAt,
    boolean authentic) {

  /** An operator's decision about a held deposit. */
  public enum Review {
    RELEASED,
    KEPT;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Review of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  public HeadId head() {
    return key.head();
  }

  public IncomingTransfer transfer() {
    return key.transfer();
  }

  public Money amount() {
    return transfer().amount();
  }

  public String network() {
    return transfer().id().network();
  }

  /** The deposit after a trigger; empty when there is no such transition. */
  Optional<Deposit> after(Trigger trigger, Optional<HeldReason> reason, Instant now) {
    return status
        .after(trigger)
        .map(next ->
            new Deposit(
                key,
                id,
                number,
                next,
                reason.or(() -> heldReason),
                next == DepositStatus.CREDITED || (isFinal && next != DepositStatus.DROPPED),
                review,
                next == DepositStatus.DROPPED ? 0 : confirmations,
                createdAt,
                now,
                next == DepositStatus.CREDITED ? Optional.of(now) : Optional.empty(),
                authentic));
  }

  /** Whether an operator has released it, knowing why it was held. */
  boolean isReleased() {
    return review.equals(Optional.of(Review.RELEASED));
  }

  Deposit reviewed(Optional<Review> decision) {
    return new Deposit(
        key,
        id,
        number,
        status,
        heldReason,
        isFinal,
        decision,
        confirmations,
        createdAt,
        updatedAt,
        creditedAt,
        authentic);
  }

  /** The deposit in a final block, with this number of confirmations. */
  Deposit inFinalBlock(long confirmed) {
    return new Deposit(
        key,
        id,
        number,
        status,
        heldReason,
        true,
        review,
        Math.max(confirmations, confirmed),
        createdAt,
        updatedAt,
        creditedAt,
        authentic);
  }

  /** What the row's MAC covers: everything that decides whether and where the money is credited. */
  List<byte[]> macParts() {
    return Stream.of(
            "deposit v1",
            head().accountId(),
            head().environment().word(),
            id,
            transfer().id().network(),
            transfer().id().transactionHash(),
            Long.toString(transfer().id().logIndex()),
            transfer().sender(),
            transfer().address(),
            amount().currency().name(),
            Long.toString(amount().minor()),
            status.word(),
            heldReason.map(HeldReason::word).orElse(""),
            Boolean.toString(isFinal),
            review.map(Review::word).orElse(""))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }
}
