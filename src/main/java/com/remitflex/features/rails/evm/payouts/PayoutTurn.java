package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.Settlement;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.relays.Relay;
import com.remitflex.features.rails.evm.relays.Relay.Mined;
import com.remitflex.features.rails.evm.relays.RelayState;
import com.remitflex.features.rails.evm.relays.Waits;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.tokens.AuthorizationProof;
import com.remitflex.features.rails.evm.tokens.FinalBlock;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at a payout: first whether it is provably over, then the next step, then a report. Two
 * nodes may look at the same time, so each step holds only if the row is as it was read.
 */
final class PayoutTurn {
  private static final Logger LOG = LoggerFactory.getLogger(PayoutTurn.class);
  static final String LIQUIDITY = "liquidity";
  static final String TOKEN = "token";
  static final String CANCELLING = "cancelling";
  private static final String UNEXPLAINED = "unexplained";
  private static final int MAX_RELAYS = 3;

  private static final Duration SOON = Duration.ofMillis(250);
  private static final Duration NEXT_BLOCK = Duration.ofMillis(500);
  static final Duration LATER = Duration.ofSeconds(2);
  private static final Duration MUCH_LATER = Duration.ofSeconds(30);

  /** After this time, a stranger's transaction is looked for too. */
  private static final Duration UNSEEN_FOR = Duration.ofMinutes(1);

  /** By how much the clocks of this platform and of a chain may differ. */
  private static final Duration CLOCKS_APART = Duration.ofHours(1);

  private final RailContext context;
  private final Payout payout;
  private final Instant submittedAt;
  private final PayoutSigning signing;

  PayoutTurn(RailContext context, Payout payout, Instant submittedAt) {
    this.context = context;
    this.payout = payout;
    this.submittedAt = submittedAt;
    this.signing = new PayoutSigning(context, this);
  }

  /** The report on a payout that is over. */
  Optional<Report> ended() {
    return switch (payout.step()) {
      case SETTLED ->
          Optional.of(
              new Report.Settled(
                  Optional.of(
                      settlement(
                          payout.transactionHash().orElseThrow(),
                          payout.blockHeight().orElseThrow(),
                          confirmations(payout.blockHeight().orElseThrow()))),
                  Duration.ZERO));
      case FAILED ->
          Optional.of(new Report.Failed(FailureReason.RAIL_FAILED, payout.proof().orElseThrow()));
      case CLAIMED, AUTHORISED, SENT, SEEN -> Optional.empty();
    };
  }

  private long confirmations(long height) {
    return context
        .chains()
        .find(payout.target().network())
        .map(chain -> chain.confirmations(height))
        .filter(count -> count > 0)
        .orElse(1L);
  }

  Report run(FollowedChain chain) {
    Place place = chain.place().orElseThrow();
    Optional<Relay> relay =
        payout.relays() == 0
            ? Optional.empty()
            : context.relays().find(payout.relay(payout.relays()));
    return ended()
        .or(() -> isProofDue(place, relay) ? proved(place, relay) : Optional.empty())
        .orElseGet(() -> next(chain, place, relay));
  }

  /** Whether there is a reason to read the token: it costs calls, and most looks need none. */
  private boolean isProofDue(Place place, Optional<Relay> relay) {
    boolean isUnseenForLong =
        payout.windows() > 0
            && payout.step() != Step.SEEN
            && payout.stepSince().plus(UNSEEN_FOR).isBefore(Instant.now());
    return payout.isCancelRequested()
        || relay.filter(one -> one.state().isOver()).isPresent()
        || relay.flatMap(Relay::waiting).filter(Waits.REVERTS::equals).isPresent()
        || payout.validBefore().filter(end -> time(place.finalHeight()) > end).isPresent()
        || isUnseenForLong;
  }

  /** The time of a block near the newest ones, Unix seconds. */
  private long time(long height) {
    return context
        .chains()
        .block(payout.target().network(), height)
        .map(Block::timestamp)
        .orElse(0L);
  }

  private Optional<Report> proved(Place place, Optional<Relay> relay) {
    return switch (proof(place, relay)) {
      case AuthorizationProof.Paid paid -> Optional.of(settle(paid, relay));
      case AuthorizationProof.Cancelled(Bytes32 hash, long height) ->
          Optional.of(
              fail("its authorisation was cancelled in block " + height + ", " + hash, relay));
      case AuthorizationProof.Unused(long height, long finalTime) ->
          unused(height, finalTime, relay);
      case AuthorizationProof.Unclear(String reason) -> Optional.of(unclear(reason));
    };
  }

  private AuthorizationProof proof(Place place, Optional<Relay> relay) {
    // What our own transaction has done in its final block saves the search for another one.
    Optional<AuthorizationProof> own =
        relay
            .filter(one -> one.state() == RelayState.FINAL)
            .flatMap(Relay::mined)
            .filter(mined -> mined.succeeded() && mined.isCall())
            .flatMap(mined ->
                context
                    .reader()
                    .in(new FinalBlock(mined.height(), mined.blockHash()), payout.transfer()));
    return own.orElseGet(() ->
        context
            .reader()
            .upTo(
                new FinalBlock(place.finalHeight(), place.finalHash()),
                payout.transfer(),
                submittedAt.minus(CLOCKS_APART)));
  }

  private Report settle(AuthorizationProof.Paid paid, Optional<Relay> relay) {
    context.database().with(handle -> PayoutStore.settled(handle, payout, paid));
    withdraw(relay);
    return new Report.Settled(
        Optional.of(
            settlement(paid.transactionHash(), paid.height(), confirmations(paid.height()))),
        Duration.ZERO);
  }

  private Report fail(String proof, Optional<Relay> relay) {
    boolean failed = context.database().with(handle -> PayoutStore.failed(handle, payout, proof));
    if (!failed) {
      return Report.Waiting.early(SOON);
    }
    withdraw(relay);
    return new Report.Failed(FailureReason.RAIL_FAILED, proof);
  }

  /** It is not paid yet; whether it can still be is decided by the latest window. */
  private Optional<Report> unused(long height, long finalTime, Optional<Relay> relay) {
    boolean isPossible = payout.validBefore().filter(end -> finalTime <= end).isPresent();
    if (!payout.mustEnd() || isPossible) {
      return Optional.empty();
    }
    return Optional.of(
        fail(
            payout
                .validBefore()
                .map(end ->
                    "its authorisation is unused in the final block "
                        + height
                        + " of time "
                        + finalTime
                        + ", after its latest window, which ended at "
                        + end
                        + payout.objection().map(why -> "; " + why).orElse(""))
                .orElse("nothing was ever authorised, and nothing is used in block " + height),
            relay));
  }

  private Report unclear(String reason) {
    if (!payout.waiting().equals(Optional.of(UNEXPLAINED))) {
      LOG.error("the payout of {} needs an operator: {}", payout.id(), reason);
    }
    return waits(UNEXPLAINED, MUCH_LATER);
  }

  private void withdraw(Optional<Relay> relay) {
    relay
        .filter(one -> !one.state().isOver())
        .ifPresent(one -> context.relays().withdraw(one.reference()));
  }

  private Report next(FollowedChain chain, Place place, Optional<Relay> relay) {
    if (payout.isCancelRequested()) {
      return payout.windows() == 0
          ? waits(CANCELLING, SOON)
          : signing.cancel(() -> withdraw(relay));
    }
    Optional<Mined> mined =
        relay.flatMap(Relay::mined).filter(one -> one.succeeded() && one.isCall());
    if (mined.isPresent() && relay.get().state() == RelayState.FINAL) {
      // Otherwise the proof would have ended it.
      return unclear(
          "its transaction "
              + mined.get().hash()
              + " has succeeded in the final block "
              + mined.get().height()
              + ", but its authorisation is unused");
    }
    if (mined.isPresent()) {
      return seen(chain, mined.get());
    }
    if (payout.step() == Step.SEEN) {
      context.database().use(handle -> PayoutStore.unseen(handle, payout));
    }
    if (relay.flatMap(Relay::waiting).filter(Waits.REVERTS::equals).isPresent()) {
      return rejectedByToken(place);
    }
    if (isWindowOver(time(place.headHeight()))) {
      return signing.authorise(place, time(place.headHeight()));
    }
    if (isRelayNeeded(relay)) {
      // While blocks are behind the clock, the token would accept what no signer signs any more.
      return isWindowOver(Instant.now().getEpochSecond())
          ? signing.authorise(place, time(place.headHeight()))
          : again(relay);
    }
    return sent(relay.orElseThrow());
  }

  private Report seen(FollowedChain chain, Mined mined) {
    if (!payout.blockHeight().equals(Optional.of(mined.height()))
        || !payout.transactionHash().equals(Optional.of(mined.hash()))) {
      context
          .database()
          .use(handle -> PayoutStore.seen(handle, payout, mined.hash(), mined.height()));
    }
    long confirmations = Math.max(1, chain.confirmations(mined.height()));
    return new Report.Seen(settlement(mined.hash(), mined.height(), confirmations), NEXT_BLOCK);
  }

  /** Nodes say that the token would reject it: because the treasury is short, or for good. */
  private Report rejectedByToken(Place place) {
    BigInteger balance = context.treasury().balance(payout.transfer().token(), place.headHash());
    if (balance.compareTo(payout.transfer().amountMinor()) < 0) {
      objects(Optional.empty());
      return isWindowOver(time(place.headHeight()))
          ? signing.authorise(place, time(place.headHeight()))
          : waits(LIQUIDITY, LATER);
    }
    objects(Optional.of("the token rejects it"));
    return waits(TOKEN, LATER);
  }

  private void objects(Optional<String> objection) {
    if (!payout.objection().equals(objection)) {
      context.database().use(handle -> PayoutStore.object(handle, payout, objection));
    }
  }

  /**
   * Whether there is no window, or the latest one is over at this time or soon afterwards.
   *
   * @param time Unix seconds
   */
  private boolean isWindowOver(long time) {
    long margin = context.network().payoutWindow().toSeconds() / 4;
    return payout.validBefore().map(end -> end - time < margin).orElse(true);
  }

  private boolean isRelayNeeded(Optional<Relay> relay) {
    return relay.isEmpty()
        || relay.get().state().isOver()
        || payout.relayedWindow() < payout.windows();
  }

  /** Hands the authorisation to a relayer: for the first time, or after a try that has ended. */
  private Report again(Optional<Relay> relay) {
    boolean isOver = relay.filter(one -> one.state().isOver()).isPresent();
    if (isOver && payout.relays() >= MAX_RELAYS) {
      objects(Optional.of("its transaction was reverted or rejected " + MAX_RELAYS + " times"));
      return waits(TOKEN, LATER);
    }
    return signing.relay(isOver || relay.isEmpty() ? payout.relays() + 1 : payout.relays());
  }

  private Report sent(Relay relay) {
    boolean isSent = relay.state() == RelayState.SENT;
    if (isSent && payout.objection().isPresent()) {
      objects(Optional.empty());
    }
    if (relay.waiting().isPresent()) {
      return waits(relay.waiting().get(), LATER);
    }
    if (payout.waiting().isPresent()) {
      context.database().use(handle -> PayoutStore.waits(handle, payout, Optional.empty()));
    }
    return isSent && relay.hash().isPresent()
        ? new Report.Sent(
            Settlement.sent(payout.target().network(), relay.hash().get().text()), NEXT_BLOCK)
        : Report.Waiting.early(asLongAgain(relay));
  }

  /**
   * For a relay that no transaction carries yet: behind many others, looking often would take the
   * processor from those that are paid.
   */
  private static Duration asLongAgain(Relay relay) {
    Duration waited = Duration.between(relay.createdAt(), Instant.now());
    if (waited.compareTo(SOON) < 0) {
      return SOON;
    }
    return waited.compareTo(LATER) < 0 ? waited : LATER;
  }

  private Settlement settlement(Bytes32 hash, long height, long confirmations) {
    return Settlement.seen(payout.target().network(), hash.text(), height, confirmations);
  }

  Payout payout() {
    return payout;
  }

  /** Stores why nothing happens, and reports it. */
  Report waits(String reason, Duration againAfter) {
    if (!payout.waiting().equals(Optional.of(reason))) {
      context.database().use(handle -> PayoutStore.waits(handle, payout, Optional.of(reason)));
    }
    return Report.Waiting.because(reason, againAfter);
  }
}
