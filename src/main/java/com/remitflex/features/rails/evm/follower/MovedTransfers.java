package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises transfers that were final, were lost when finality was broken, and were mined again at
 * another place in their block. Such a transfer keeps the log index under which it was booked, so
 * that it is not booked a second time.
 */
final class MovedTransfers {
  private MovedTransfers() {}

  /** What two transfers of one transaction have in common if one can be the other. */
  private record Shape(
      Bytes32 transaction, EvmAddress token, EvmAddress sender, EvmAddress to, BigInteger amount) {
    static Shape of(FoundTransfer one) {
      return new Shape(
          one.id().transactionHash(),
          one.token(),
          one.sender(),
          one.recipient(),
          one.amountMinor());
    }
  }

  /**
   * The found transfers, each with the log index under which it is known.
   *
   * @param once the transfers of the same transactions that were final once
   */
  static List<FoundTransfer> known(List<FoundTransfer> found, List<FoundTransfer> once) {
    if (once.isEmpty()) {
      return found;
    }
    List<FoundTransfer> open = new ArrayList<>(once);
    Set<TransferId> taken = new HashSet<>();
    once.forEach(one -> taken.add(one.id()));
    List<FoundTransfer> known = new ArrayList<>(found);
    // First those that are where they were, so that none of the others takes their place.
    known.forEach(one -> open.removeIf(before -> isSame(one, before)));
    for (int i = 0; i < known.size(); i++) {
      FoundTransfer one = known.get(i);
      if (once.stream().noneMatch(before -> isSame(one, before))) {
        Optional<FoundTransfer> before =
            open.stream().filter(lost -> Shape.of(lost).equals(Shape.of(one))).findFirst();
        before.ifPresent(open::remove);
        known.set(i, at(one, before.map(FoundTransfer::id).orElseGet(() -> free(one, taken))));
        taken.add(known.get(i).id());
      }
    }
    return List.copyOf(known);
  }

  private static boolean isSame(FoundTransfer one, FoundTransfer other) {
    return one.id().equals(other.id()) && Shape.of(one).equals(Shape.of(other));
  }

  /** Its own place, or the next one that no other transfer of its transaction has. */
  private static TransferId free(FoundTransfer one, Set<TransferId> taken) {
    TransferId id = one.id();
    while (taken.contains(id)) {
      id = new TransferId(id.network(), id.transactionHash(), id.logIndex() + 1);
    }
    return id;
  }

  private static FoundTransfer at(FoundTransfer one, TransferId id) {
    return new FoundTransfer(
        id,
        one.token(),
        one.currency(),
        one.sender(),
        one.recipient(),
        one.amountMinor(),
        one.blockHeight(),
        one.blockHash(),
        one.state());
  }
}
