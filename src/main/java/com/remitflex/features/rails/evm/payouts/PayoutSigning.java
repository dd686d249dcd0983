package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.relays.RelayCall;
import com.remitflex.features.rails.evm.relays.Waits;
import com.remitflex.features.rails.evm.tokens.AuthorizedTransfer;
import com.remitflex.features.rails.evm.tokens.TokenCalls;
import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.Window;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a payout that need the signer: each is stored before it is asked. */
final class PayoutSigning {
  private static final Logger LOG = LoggerFactory.getLogger(PayoutSigning.class);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Duration AFTER_REJECTION = Duration.ofSeconds(10);

  /** What no change of the signer's policy or of the day makes right. */
  private static final Set<SignerErrorCode> FOR_EVER =
      EnumSet.of(
          SignerErrorCode.RECIPIENT_NOT_ALLOWED,
          SignerErrorCode.AMOUNT_NOT_ALLOWED,
          SignerErrorCode.NONCE_USED,
          SignerErrorCode.NONCE_CANCELLED);

  private final RailContext context;
  private final PayoutTurn turn;
  private final Payout payout;

  PayoutSigning(RailContext context, PayoutTurn turn) {
    this.context = context;
    this.turn = turn;
    this.payout = turn.payout();
  }

  /**
   * Stores a window, if the treasury holds enough for it.
   *
   * @param headTime time of the newest block, Unix seconds
   */
  Report authorise(Place place, long headTime) {
    if (payout.objection().isPresent()) {
      return turn.waits(PayoutTurn.TOKEN, PayoutTurn.LATER);
    }
    if (context.paused().getAsBoolean()) {
      return turn.waits(Waits.PAUSED, PayoutTurn.LATER);
    }
    if (!context.treasury().isSigners()) {
      return turn.waits(Waits.SIGNER, PayoutTurn.LATER);
    }
    AuthorizedTransfer transfer = payout.transfer();
    BigInteger balance = context.treasury().balance(transfer.token(), place.headHash());
    // The token compares with the time of a block, the signer with its own clock.
    long start = Math.max(headTime, Instant.now().getEpochSecond());
    long validBefore = start + context.network().payoutWindow().toSeconds();
    boolean isCovered =
        context
            .database()
            .inTransaction(handle -> {
              BigInteger promised = PayoutStore.promised(handle, payout, place.headHeight());
              if (promised.add(transfer.amountMinor()).compareTo(balance) > 0) {
                return false;
              }
              PayoutStore.addWindow(handle, payout, validBefore);
              return true;
            });
    return isCovered
        ? Report.Waiting.early(Duration.ZERO)
        : turn.waits(PayoutTurn.LIQUIDITY, PayoutTurn.LATER);
  }

  /** Signs the authorisation of the latest window, and hands it to a relayer. */
  Report relay(int number) {
    if (context.paused().getAsBoolean()) {
      return turn.waits(Waits.PAUSED, PayoutTurn.LATER);
    }
    AuthorizedTransfer transfer = payout.transfer();
    Window window = new Window(0, payout.validBefore().orElseThrow());
    SignerReply<SignedAuthorization> reply =
        context
            .signer()
            .signPayout(
                new PayoutAuthorization(
                    Method.TRANSFER,
                    payout.target().chainId(),
                    transfer.token(),
                    transfer.to(),
                    transfer.amountMinor(),
                    window,
                    transfer.nonce()));
    return switch (reply) {
      case SignerReply.Done<SignedAuthorization>(SignedAuthorization signature) -> {
        submit(
            payout.relay(number),
            TokenCalls.transfer(
                transfer.from(),
                transfer.to(),
                transfer.amountMinor(),
                window,
                transfer.nonce(),
                signature));
        context.database().use(handle -> PayoutStore.relayed(handle, payout, number));
        yield Report.Waiting.early(SOON);
      }
      case SignerReply.Unavailable<SignedAuthorization> _ ->
          turn.waits(Waits.SIGNER, PayoutTurn.LATER);
      case SignerReply.Rejected<SignedAuthorization>(SignerErrorCode code, String reason) ->
          rejected(code, reason);
    };
  }

  private void submit(String reference, String data) {
    context
        .relays()
        .submit(
            new RelayCall(
                reference,
                payout.id(),
                payout.target().network(),
                payout.transfer().token(),
                data));
  }

  private Report rejected(SignerErrorCode code, String reason) {
    if (!payout.waiting().equals(Optional.of(Waits.SIGNER))) {
      LOG.error("the signer rejects the payout of {}: {}: {}", payout.id(), code, reason);
    }
    if (FOR_EVER.contains(code)) {
      context
          .database()
          .use(handle -> PayoutStore.object(handle, payout, Optional.of(code + ": " + reason)));
    }
    return turn.waits(Waits.SIGNER, AFTER_REJECTION);
  }

  /** Signs the cancellation, and hands it to a relayer; then waits for what the chain says. */
  Report cancel(Runnable withdraw) {
    if (context.relays().find(payout.cancellation()).isPresent()) {
      return turn.waits(PayoutTurn.CANCELLING, PayoutTurn.LATER);
    }
    if (context.paused().getAsBoolean()) {
      return turn.waits(Waits.PAUSED, PayoutTurn.LATER);
    }
    AuthorizedTransfer transfer = payout.transfer();
    SignerReply<SignedAuthorization> reply =
        context
            .signer()
            .signCancellation(
                new Cancellation(
                    payout.target().chainId(),
                    transfer.token(),
                    Optional.empty(),
                    transfer.nonce()));
    if (reply instanceof SignerReply.Done<SignedAuthorization>(SignedAuthorization signature)) {
      submit(
          payout.cancellation(), TokenCalls.cancel(transfer.from(), transfer.nonce(), signature));
      withdraw.run();
      return turn.waits(PayoutTurn.CANCELLING, PayoutTurn.LATER);
    }
    if (reply instanceof SignerReply.Rejected<SignedAuthorization>(var code, String reason)) {
      // Without a cancellation it ends with its latest window.
      LOG.warn("the signer rejects the cancellation of {}: {}: {}", payout.id(), code, reason);
    }
    return turn.waits(Waits.SIGNER, AFTER_REJECTION);
  }
}
