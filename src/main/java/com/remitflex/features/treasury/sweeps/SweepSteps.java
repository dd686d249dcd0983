package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.relays.Relay;
import com.remitflex.features.rails.evm.relays.RelayCall;
import com.remitflex.features.rails.evm.relays.RelayState;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.evm.tokens.AuthorizationProof;
import com.remitflex.features.rails.evm.tokens.AuthorizationReader;
import com.remitflex.features.rails.evm.tokens.AuthorizedTransfer;
import com.remitflex.features.rails.evm.tokens.FinalBlock;
import com.remitflex.features.rails.evm.tokens.TokenCalls;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SweepAuthorization;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes the next step of a sweep: stored, signed, handed to the relayers, and ended by what the
 * chain says. Every step can be repeated after a crash: the token accepts a nonce once.
 */
final class SweepSteps {
  /** An authorisation that ends within this part of its window is signed again. */
  private static final int RENEWED_PART = 3;

  /** Time between two attempts of one sweep that the chain has rejected. */
  private static final Duration RETRY_AFTER = Duration.ofMinutes(10);

  private final Database database;
  private final ChainNetwork network;
  private final Signer signer;
  private final Relays relays;
  private final AuthorizationReader reader;

  SweepSteps(
      Database database,
      ChainNetwork network,
      Signer signer,
      Relays relays,
      AuthorizationReader reader) {
    this.database = database;
    this.network = network;
    this.signer = signer;
    this.relays = relays;
    this.reader = reader;
  }

  /**
   * One step.
   *
   * @param isPaused whether nothing new may begin
   * @param last the newest final block
   */
  void take(Sweep sweep, boolean isPaused, FollowedChain.Place last) {
    Optional<Bytes32> transaction = database.with(handle -> SweepStore.transferOf(handle, sweep));
    if (transaction.isPresent()) {
      end(sweep, SweepState.DONE, transaction);
      return;
    }
    Optional<Relay> relay =
        sweep.attempts() == 0 ? Optional.empty() : relays.find(reference(sweep, sweep.attempts()));
    if (relay.isEmpty()) {
      begin(sweep, isPaused);
    } else if (!relay.get().state().isOver()) {
      follow(sweep, relay.get(), isPaused);
    } else {
      conclude(sweep, relay.get(), isPaused, last);
    }
  }

  private void begin(Sweep sweep, boolean isPaused) {
    if (isPaused) {
      problem(sweep, "paused");
      return;
    }
    // The first attempt, or one whose process has died: the same request again.
    send(sweep, Math.max(1, sweep.attempts()));
  }

  private void send(Sweep sweep, long attempt) {
    Instant now = database.with(DatabaseClock::read);
    long validBefore =
        isLate(sweep, now)
            ? now.plus(network.payoutWindow()).getEpochSecond()
            : sweep.validBefore();
    database.use(handle -> SweepStore.attempt(handle, sweep, attempt, validBefore));
    Window window = new Window(0, validBefore);
    switch (sign(sweep, window)) {
      case SignerReply.Done<SignedAuthorization>(SignedAuthorization signature) -> {
        submit(sweep, attempt, window, signature);
        database.use(handle -> SweepStore.problem(handle, sweep, Optional.empty()));
      }
      case SignerReply.Rejected<SignedAuthorization>(var code, String reason) ->
          problem(sweep, "the signer rejects it (" + code + "): " + reason);
      case SignerReply.Unavailable<SignedAuthorization>(String reason) ->
          problem(sweep, "the signer does not respond: " + reason);
    }
  }

  private SignerReply<SignedAuthorization> sign(Sweep sweep, Window window) {
    return signer.signSweep(
        new SweepAuthorization(
            Method.TRANSFER,
            network.chainId(),
            sweep.token(),
            sweep.index(),
            BigInteger.valueOf(sweep.amount().minor()),
            window,
            sweep.nonce()));
  }

  private void submit(Sweep sweep, long attempt, Window window, SignedAuthorization signature) {
    var _ =
        relays.submit(
            new RelayCall(
                reference(sweep, attempt),
                sweep.id(),
                sweep.network(),
                sweep.token(),
                TokenCalls.transfer(
                    sweep.address(),
                    sweep.treasury(),
                    BigInteger.valueOf(sweep.amount().minor()),
                    window,
                    sweep.nonce(),
                    signature)));
  }

  /** What was not mined in time gets a later window: the relayers replace it. */
  private void follow(Sweep sweep, Relay relay, boolean isPaused) {
    boolean isMined = relay.state() == RelayState.SEEN;
    if (!isMined && !isPaused && isLate(sweep, database.with(DatabaseClock::read))) {
      send(sweep, sweep.attempts());
    } else {
      database.use(handle -> SweepStore.problem(handle, sweep, relay.waiting()));
    }
  }

  private boolean isLate(Sweep sweep, Instant now) {
    return sweep.validBefore()
        < now.plus(network.payoutWindow().dividedBy(RENEWED_PART)).getEpochSecond();
  }

  /** The relay is over, and the transfer is not in the books: only the chain knows why. */
  private void conclude(Sweep sweep, Relay relay, boolean isPaused, FollowedChain.Place last) {
    AuthorizedTransfer transfer =
        new AuthorizedTransfer(
            sweep.token(),
            sweep.address(),
            sweep.treasury(),
            BigInteger.valueOf(sweep.amount().minor()),
            sweep.nonce());
    AuthorizationProof proof =
        reader.upTo(
            new FinalBlock(last.finalHeight(), last.finalHash()), transfer, sweep.createdAt());
    switch (proof) {
      // The books reach its block in a moment.
      case AuthorizationProof.Paid paid -> {}
      case AuthorizationProof.Cancelled cancelled ->
          end(sweep, SweepState.EXPIRED, Optional.empty());
      case AuthorizationProof.Unused(long height, long finalTime) -> {
        if (finalTime >= sweep.validBefore()) {
          end(sweep, SweepState.EXPIRED, Optional.empty());
        } else if (!isPaused && isOld(relay)) {
          send(sweep, sweep.attempts() + 1);
        } else {
          problem(sweep, relay.waiting().orElse("the transaction has failed; it is tried again"));
        }
      }
      case AuthorizationProof.Unclear(String reason) -> problem(sweep, reason);
    }
  }

  private boolean isOld(Relay relay) {
    return database.with(DatabaseClock::read).isAfter(relay.createdAt().plus(RETRY_AFTER));
  }

  private void problem(Sweep sweep, String why) {
    database.use(handle -> SweepStore.problem(handle, sweep, Optional.of(why)));
  }

  private void end(Sweep sweep, SweepState state, Optional<Bytes32> transaction) {
    database.use(handle -> SweepStore.end(handle, sweep, state, transaction));
  }

  private static String reference(Sweep sweep, long attempt) {
    return "sweep/" + sweep.id() + "/" + attempt;
  }
}
