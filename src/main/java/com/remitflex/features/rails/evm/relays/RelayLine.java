package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.networks.FeeBounds;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The line of transactions of one relayer: gives nonces, signs, sends, replaces and follows. Each
 * step is stored before the next one begins; whatever a crash or a second node leaves behind, the
 * next look continues from there.
 */
final class RelayLine {
  private static final BigInteger FEW_TRANSFERS = BigInteger.valueOf(20);
  private static final int BLOCKS_BEFORE_STUCK = 3;

  private final LineContext context;
  private final Database database;
  private final EvmAddress relayer;
  private final boolean takesRelays;
  private final RelayIntake intake;
  private final Outcomes outcomes;
  private final RelaySigning signing;
  private final Broadcast broadcast;
  private Optional<Account> account = Optional.empty();
  private Optional<Place> followed = Optional.empty();
  private Optional<Long> ledNanos = Optional.empty();

  /** The relayer's account at one place of the chain. */
  private record Account(Place place, long count, BigInteger balanceWei) {}

  /**
   * The line of a relayer.
   *
   * @param takesRelays false for one that was removed from the networks file: it only finishes
   */
  RelayLine(LineContext context, EvmAddress relayer, boolean takesRelays, Broadcast broadcast) {
    this.context = context;
    this.database = context.database();
    this.relayer = relayer;
    this.takesRelays = takesRelays;
    this.broadcast = broadcast;
    this.intake = new RelayIntake(context, relayer);
    this.outcomes = new Outcomes(context);
    this.signing = new RelaySigning(context);
  }

  /** Works the line once, unless another node does. */
  void run(Place place, GasReader.Prices prices) {
    Optional<Fees> usual = Fees.usual(prices.baseWei(), prices.suggestedWei(), bounds());
    if (account.isEmpty()) {
      look(place, usual);
    }
    if (!leads()) {
      return;
    }
    Optional<String> reason;
    try {
      reason = lead(place, prices, usual);
    } catch (ChainUnavailableException e) {
      reason = Optional.of(Waits.NETWORK);
    }
    Optional<String> waiting = reason;
    database.use(handle -> RelayerStore.waits(handle, context.name(), relayer, waiting));
  }

  /** Whether this node leads; a lead that was renewed a moment ago is still its own. */
  private boolean leads() {
    Duration lead = context.settings().lead();
    long now = System.nanoTime();
    if (ledNanos.filter(since -> now - since < lead.toNanos() / 4).isPresent()) {
      return true;
    }
    boolean leads =
        database.with(
            handle -> RelayerStore.lead(handle, context.name(), relayer, context.nodeId(), lead));
    ledNanos = leads ? Optional.of(now) : Optional.empty();
    return leads;
  }

  private Optional<String> lead(Place place, GasReader.Prices prices, Optional<Fees> usual) {
    if (!account.map(Account::place).equals(Optional.of(place))) {
      look(place, usual);
    }
    boolean isNew = !followed.equals(Optional.of(place));
    if (isNew && outcomes.follow(relayer, place, account.orElseThrow().count())) {
      followed = Optional.of(place);
    }
    if (context.paused().getAsBoolean()) {
      database.use(handle -> LineStore.paused(handle, context.name(), relayer));
      return Optional.of(Waits.PAUSED);
    }
    if (isNew) {
      fillGaps();
    }
    List<Relay> unmined = unmined();
    for (Relay relay : unmined) {
      advance(relay, place, prices, usual);
    }
    if (usual.isEmpty()) {
      return Optional.of(Waits.FEES);
    }
    if (!takesRelays) {
      return Optional.empty();
    }
    RelayIntake.Taken taken =
        intake.take(unmined, account.orElseThrow().balanceWei(), usual.get(), prices.baseWei());
    taken.relays().forEach(relay -> sign(relay, usual, place).ifPresent(one -> send(relay, one)));
    return taken.isShortOfGas() ? Optional.of(Waits.LOW_GAS) : Optional.empty();
  }

  private FeeBounds bounds() {
    return context.network().fees();
  }

  private List<Relay> unmined() {
    return database.with(handle -> LineStore.unmined(handle, context.name(), relayer));
  }

  /** Reads the relayer's account in the newest block. */
  private void look(Place place, Optional<Fees> usual) {
    long count =
        context.nodes().agreed(n -> n.transactionCount(relayer, place.headHash())).orThrow();
    BigInteger balance =
        context.nodes().agreed(n -> n.balanceWei(relayer, place.headHash())).orThrow();
    BigInteger low =
        usual
            .map(Fees::maxWei)
            .orElse(bounds().maxFeePerGasWei())
            .multiply(BigInteger.valueOf(RelayIntake.USUAL_GAS))
            .multiply(FEW_TRANSFERS);
    database.use(
        handle -> RelayerStore.observe(handle, context.name(), relayer, count, balance, low));
    account = Optional.of(new Account(place, count, balance));
  }

  /** Nonces that nothing has would stop all above them: empty transactions take them. */
  private void fillGaps() {
    long count = account.orElseThrow().count();
    List<Long> gaps =
        database.inTransaction(handle -> {
          long next = RelayerStore.lockNextNonce(handle, context.name(), relayer).orElse(count);
          return LineStore.gaps(handle, context.name(), relayer, count, next - 1);
        });
    gaps.forEach(nonce ->
        database.use(handle ->
            LineStore.fill(handle, context.name(), relayer, nonce, RelaySigning.EMPTY_GAS)));
  }

  /** Signs, replaces or sends the transaction of a relay that has a nonce, if it is time. */
  private void advance(Relay relay, Place place, GasReader.Prices prices, Optional<Fees> usual) {
    if (relay.slot().orElseThrow().nonce() < account.orElseThrow().count()) {
      // Mined; which transaction it was is not known yet.
      return;
    }
    List<SignedRelay> signed = database.with(handle -> SignedRelayStore.of(handle, relay));
    Optional<SignedRelay> newest = signed.stream().findFirst();
    if (newest.isEmpty()) {
      sign(relay, usual, place).ifPresent(one -> send(relay, one));
    } else if (isToBeReplaced(relay, newest.get(), place, prices)) {
      Fees before = newest.get().fees();
      sign(relay, usual.flatMap(now -> before.replacedBy(now, bounds())), place)
          .or(() -> newest.filter(this::isToBeSent))
          .ifPresent(one -> send(relay, one));
    } else if (isToBeSent(newest.get())) {
      send(relay, newest.get());
    } else if (relay.waiting().filter(why -> !why.equals(Waits.LOW_GAS)).isPresent()) {
      database.use(handle -> LineStore.waits(handle, relay, Optional.empty()));
    }
  }

  private boolean isToBeReplaced(
      Relay relay, SignedRelay newest, Place place, GasReader.Prices prices) {
    boolean isFirst = relay.slot().orElseThrow().nonce() == account.orElseThrow().count();
    boolean isTooCheap = newest.isUnderpriced() || !newest.fees().covers(prices.baseWei());
    boolean isStuck =
        isFirst
            && newest.age().compareTo(context.settings().stuckAfter()) > 0
            && place.headHeight() >= newest.signedHeight() + BLOCKS_BEFORE_STUCK;
    return relay.wantsSpeed()
        || newest.version() != relay.version()
        || (isTooCheap && place.headHeight() > newest.signedHeight())
        || isStuck;
  }

  private boolean isToBeSent(SignedRelay signed) {
    Duration resendAfter = context.settings().resendAfter();
    return signed.sentAgo().filter(ago -> ago.compareTo(resendAfter) < 0).isEmpty();
  }

  private Optional<SignedRelay> sign(Relay relay, Optional<Fees> fees, Place place) {
    if (fees.isEmpty()) {
      database.use(handle -> LineStore.waits(handle, relay, Optional.of(Waits.FEES)));
      return Optional.empty();
    }
    return signing.sign(relay, fees.get(), place.headHeight());
  }

  private void send(Relay relay, SignedRelay signed) {
    switch (broadcast.send(signed)) {
      case ACCEPTED, NONCE_USED -> sent(relay, signed, Optional.empty());
      case NO_GAS -> sent(relay, signed, Optional.of(Waits.LOW_GAS));
      case UNDERPRICED ->
          database.use(handle -> SignedRelayStore.underpriced(handle, signed.hash()));
      case UNKNOWN -> {
        // It is sent again at the next look.
      }
    }
  }

  /** It was sent now, and is sent again later; no node has it if the relayer has no gas. */
  private void sent(Relay relay, SignedRelay signed, Optional<String> waiting) {
    database.use(handle -> {
      SignedRelayStore.sent(handle, signed.hash());
      if (waiting.isPresent() || relay.waiting().equals(Optional.of(Waits.LOW_GAS))) {
        LineStore.waits(handle, relay, waiting);
      }
    });
  }

  /** Lets another node lead this line. */
  void release() {
    database.use(handle -> RelayerStore.release(handle, context.name(), relayer, context.nodeId()));
  }
}
