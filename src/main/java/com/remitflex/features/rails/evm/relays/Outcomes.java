package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.relays.Relay.Gas;
import com.remitflex.features.rails.evm.relays.Relay.Mined;
import com.remitflex.features.rails.evm.relays.Relay.Slot;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.rails.evm.rpc.Receipt;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what became of the transactions of a line: in which block of the followed chain one is, and
 * whether that block is final. A relay is over with whichever of its transactions was mined.
 */
final class Outcomes {
  private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

  private final LineContext context;

  Outcomes(LineContext context) {
    this.context = context;
  }

  /**
   * Follows a line on a chain that has moved; false if something is not known yet, and to be looked
   * for again.
   *
   * @param count how many transactions the relayer has sent, up to the newest block
   */
  boolean follow(EvmAddress relayer, Place place, long count) {
    List<Relay> mined =
        context
            .database()
            .with(handle -> LineStore.unmined(handle, context.name(), relayer))
            .stream()
            .filter(relay -> relay.slot().orElseThrow().nonce() < count)
            .toList();
    List<Boolean> found = Parallel.map(mined, relay -> found(relay, place));
    context
        .database()
        .with(handle -> LineStore.seen(handle, context.name(), relayer))
        .forEach(relay -> check(relay, place));
    return !found.contains(false);
  }

  /** Looks for the transaction that has used the nonce; false if it is not known yet. */
  private boolean found(Relay relay, Place place) {
    List<SignedRelay> signed =
        context.database().with(handle -> SignedRelayStore.of(handle, relay));
    for (SignedRelay one : signed) {
      Optional<Receipt> receipt =
          context.nodes().agreed(node -> node.receipt(one.hash())).orThrow();
      if (receipt.isPresent()) {
        return place(relay, one, receipt.get(), place);
      }
    }
    Slot slot = relay.slot().orElseThrow();
    long finalCount =
        context
            .nodes()
            .agreed(node -> node.transactionCount(slot.relayer(), place.finalHash()))
            .orThrow();
    if (slot.nonce() < finalCount) {
      LOG.warn(
          "the nonce {} of relayer {} on {} was used by a transaction that is not ours: another"
              + " program uses its key. {} gets another nonce",
          slot.nonce(),
          slot.relayer(),
          context.name(),
          relay.reference());
      context.database().use(handle -> LineStore.nonceLost(handle, relay, slot));
      return true;
    }
    return false;
  }

  /** Places a transaction in its block, if that is on the followed chain. */
  private boolean place(Relay relay, SignedRelay signed, Receipt receipt, Place place) {
    if (receipt.height() > place.headHeight()
        || !isCanonical(receipt.height(), receipt.blockHash(), place)) {
      return false;
    }
    Mined mined =
        new Mined(
            signed.hash(),
            receipt.height(),
            receipt.blockHash(),
            receipt.succeeded(),
            !signed.isVoid(),
            receipt.feeWei(),
            Optional.of(new Gas(receipt.gasUsed().longValueExact(), receipt.gasPriceWei())));
    store(relay, mined, place);
    return true;
  }

  private void store(Relay relay, Mined mined, Place place) {
    RelayState state = mined.height() <= place.finalHeight() ? RelayState.FINAL : RelayState.SEEN;
    if (relay.state() != state) {
      context.database().use(handle -> LineStore.mined(handle, relay, mined, state));
    }
  }

  /** Whether the block of a relay is still canonical, and whether it is final now. */
  private void check(Relay relay, Place place) {
    Mined mined = relay.mined().orElseThrow();
    if (isCanonical(mined.height(), mined.blockHash(), place)) {
      store(relay, mined, place);
      return;
    }
    context
        .database()
        .inTransaction(handle -> {
          LineStore.unseen(handle, relay);
          SignedRelayStore.resend(handle, relay);
          return true;
        });
  }

  /** Of blocks that are not stored any more, the nodes say whether the final one stands on them. */
  private boolean isCanonical(long height, Bytes32 hash, Place place) {
    Optional<Block> stored = context.chains().block(context.name(), height);
    if (stored.isPresent()) {
      return stored.get().hash().equals(hash);
    }
    return height < place.finalHeight()
        && context
            .nodes()
            .agreed(node ->
                node.block(place.finalHeight())
                        .filter(last -> last.hash().equals(place.finalHash()))
                        .isPresent()
                    && node.block(height).filter(block -> block.hash().equals(hash)).isPresent())
            .orThrow();
  }
}
