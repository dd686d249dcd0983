package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.relays.Relay.Slot;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerReply;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the signer sign a relay's transaction, and stores it: only then may it be sent. */
final class RelaySigning {
  private static final Logger LOG = LoggerFactory.getLogger(RelaySigning.class);

  /** More than an empty transaction needs on any network that we know. */
  static final long EMPTY_GAS = 50_000;

  /** What concerns the call itself, not fees or keys: no change of the network can help. */
  private static final Set<SignerErrorCode> ABOUT_THE_CALL =
      EnumSet.of(
          SignerErrorCode.BAD_REQUEST,
          SignerErrorCode.TOKEN_NOT_ALLOWED,
          SignerErrorCode.FUNCTION_NOT_ALLOWED,
          SignerErrorCode.AUTHORIZATION_UNKNOWN);

  private final LineContext context;

  RelaySigning(LineContext context) {
    this.context = context;
  }

  /** Signs and stores a transaction; empty if it could not, and the relay says why. */
  Optional<SignedRelay> sign(Relay relay, Fees fees, long headHeight) {
    return switch (context.signer().signRelay(request(relay, fees))) {
      case SignerReply.Done<SignedTransaction>(SignedTransaction signed) ->
          store(relay, fees, signed, headHeight);
      case SignerReply.Unavailable<SignedTransaction> _ -> wait(relay);
      case SignerReply.Rejected<SignedTransaction>(SignerErrorCode code, String reason) ->
          rejected(relay, code, reason);
    };
  }

  private RelayTransaction request(Relay relay, Fees fees) {
    Slot slot = relay.slot().orElseThrow();
    return new RelayTransaction(
        context.network().chainId(),
        slot.relayer(),
        slot.nonce(),
        relay.isVoid() ? slot.relayer() : relay.call().to(),
        relay.isVoid() ? "0x" : relay.call().data(),
        relay.isVoid() ? EMPTY_GAS : slot.gasLimit(),
        fees.maxWei(),
        fees.priorityWei());
  }

  private Optional<SignedRelay> store(
      Relay relay, Fees fees, SignedTransaction signed, long headHeight) {
    return context
        .database()
        .inTransaction(handle -> {
          SignedRelayStore.add(handle, relay, fees, signed, headHeight);
          LineStore.signed(handle, relay);
          return SignedRelayStore.of(handle, relay).stream()
              .filter(one -> one.hash().equals(signed.hash()))
              .findFirst();
        });
  }

  private Optional<SignedRelay> wait(Relay relay) {
    context.database().use(handle -> LineStore.waits(handle, relay, Optional.of(Waits.SIGNER)));
    return Optional.empty();
  }

  private Optional<SignedRelay> rejected(Relay relay, SignerErrorCode code, String reason) {
    boolean isForEver =
        relay.state() == RelayState.ASSIGNED && !relay.isVoid() && ABOUT_THE_CALL.contains(code);
    if (relay.waiting().isEmpty() || isForEver) {
      LOG.error("the signer rejects the relay {}: {}: {}", relay.reference(), code, reason);
    }
    if (!isForEver) {
      return wait(relay);
    }
    context.database().use(handle -> LineStore.rejected(handle, relay, code + ": " + reason));
    return Optional.empty();
  }
}
