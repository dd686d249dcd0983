package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.Set;

/**
 * A transfer in or out of an address of the platform, in a final block.
 *
 * @param isOutgoing whether the sender is an address of the platform
 * @param isIncoming whether the recipient is one
 * @param nonces of the authorisations that its sender used in the same transaction with this token
 */
public record BookTransfer(
    FoundTransfer found, boolean isOutgoing, boolean isIncoming, Set<Bytes32> nonces) {
  public BookTransfer {
    nonces = Set.copyOf(nonces);
  }

  public TransferId id() {
    return found.id();
  }

  public String network() {
    return found.id().network();
  }

  public String transactionHash() {
    return found.id().transactionHash().text();
  }

  public Currency currency() {
    return found.currency();
  }

  public BigInteger amountMinor() {
    return found.amountMinor();
  }

  /** What an operator reads about it. */
  public String sentence() {
    return "transfer "
        + id().transactionHash()
        + " #"
        + id().logIndex()
        + " on "
        + network()
        + ": "
        + Amounts.text(currency(), amountMinor())
        + " from "
        + found.sender()
        + " to "
        + found.recipient();
  }
}
