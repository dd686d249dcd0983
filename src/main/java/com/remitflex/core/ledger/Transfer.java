package com.remitflex.core.ledger;

import com.remitflex.platform.access.Actor;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of the ledger: an amount moved between two sub-accounts of one balance.
 *
 * @param transactionId `txn_…`, which groups the lines of one command
 * @param leg number of the line within its transaction and account
 * @param amount minor units, positive
 * @param reason a lower-case word, for example `payment_created`
 * @param paymentId the payment, off-ramp, conversion or deposit that it belongs to
 * @param place among the movements of its balance; empty if it moves nothing that is available or
 *     held
 * @param cause empty for what the platform does by itself, and for the account of someone else
 */
public record Transfer(
    BalanceKey balance,
    String transactionId,
    int leg,
    SubAccount debit,
    SubAccount credit,
    long amount,
    String reason,
    Optional<String> paymentId,
    Instant createdAt,
    Optional<Place> place,
    Optional<Cause> cause) {

  /**
   * Where a movement stands in the history of its balance.
   *
   * @param number 1 for the first movement of the balance, without gaps
   * @param availableAfter what it left available, in minor units
   * @param heldAfter what it left held, in minor units
   */
  public record Place(long number, long availableAfter, long heldAfter) {}

  /**
   * Who caused a movement.
   *
   * @param by an API key, a user, or {@link #OPERATOR}
   * @param requestId the request that was sent
   */
  public record Cause(String by, Optional<String> requestId) {
    /** Whoever runs the platform. */
    public static final String OPERATOR = "operator";

    /** The cause as the account's owner may see it: of an operator, neither name nor request. */
    static Optional<Cause> of(Actor actor) {
      return switch (actor.kind()) {
        case API_KEY, USER -> actor.id().map(id -> new Cause(id, actor.requestId()));
        case OPERATOR -> Optional.of(new Cause(OPERATOR, Optional.empty()));
        case PLATFORM -> Optional.empty();
      };
    }
  }

  /** A line without place and cause. */
  public Transfer(
      BalanceKey balance,
      String transactionId,
      int leg,
      SubAccount debit,
      SubAccount credit,
      long amount,
      String reason,
      Optional<String> paymentId,
      Instant createdAt) {
    this(
        balance,
        transactionId,
        leg,
        debit,
        credit,
        amount,
        reason,
        paymentId,
        createdAt,
        Optional.empty(),
        Optional.empty());
  }

  /** This line, with the balance that it leaves. */
  public Transfer leaving(Balance after) {
    Optional<Place> left =
        debit.isOwned() || credit.isOwned()
            ? Optional.of(
                new Place(
                    after.movements(), after.of(SubAccount.AVAILABLE), after.of(SubAccount.HELD)))
            : Optional.empty();
    return with(left, cause);
  }

  /** This line, caused by someone who acts for its account. */
  public Transfer causedBy(Actor actor) {
    return with(place, Cause.of(actor));
  }

  private Transfer with(Optional<Place> newPlace, Optional<Cause> newCause) {
    return new Transfer(
        balance,
        transactionId,
        leg,
        debit,
        credit,
        amount,
        reason,
        paymentId,
        createdAt,
        newPlace,
        newCause);
  }
}
