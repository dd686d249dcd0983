package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.tokens.AuthorizedTransfer;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.Optional;

/**
 * A payment that the rail of a network carries out. Target and transfer never change.
 *
 * @param windows how many windows were stored
 * @param validBefore when the latest of them ends, Unix seconds
 * @param relayedWindow the window that the newest relay carries
 * @param relays how many relays were submitted for it, apart from a cancellation
 * @param objection why it can probably not be paid: no window is added
 * @param transactionHash in which it was used, once a block contains it
 * @param proof what shows that it is settled or unpaid
 * @param waiting why nothing happens
 */
record Payout(
    Target target,
    AuthorizedTransfer transfer,
    Step step,
    Instant stepSince,
    int windows,
    Optional<Long> validBefore,
    int relayedWindow,
    int relays,
    Optional<String> objection,
    boolean isCancelRequested,
    Optional<Bytes32> transactionHash,
    Optional<Long> blockHeight,
    Optional<String> proof,
    Optional<String> waiting,
    Optional<Instant> waitingSince,
    Instant createdAt) {

  /** Whose payment it is, and where it goes. */
  record Target(
      String paymentId, String accountId, String network, long chainId, Currency currency) {}

  String id() {
    return target.paymentId();
  }

  /** The reference of a relay of this payout. */
  String relay(int number) {
    return id() + "/" + number;
  }

  /** The reference of the relay that cancels it. */
  String cancellation() {
    return id() + "/cancel";
  }

  /** Whether no window is added: it ends with the latest one. */
  boolean mustEnd() {
    return objection.isPresent() || isCancelRequested;
  }
}
