package com.remitflex.features.rails;

import java.util.Optional;

/**
 * The facts of a payment on a network, as far as they are known; they grow until it is final.
 *
 * @param network name, for example `base`
 * @param transactionHash in lower case, with 0x
 * @param block height of the canonical block that contains the transaction; empty while none does
 * @param confirmations the number of canonical blocks from that block on; 0 while none contains it
 */
public record Settlement(
    String network, String transactionHash, Optional<Long> block, long confirmations) {

  /** Rejects confirmations without a block, and a block without confirmations. */
  public Settlement {
    if (block.isPresent() != confirmations > 0) {
      throw new IllegalArgumentException(
          "block " + block + " has " + confirmations + " confirmations");
    }
  }

  /** A transaction that was sent and is in no canonical block. */
  public static Settlement sent(String network, String transactionHash) {
    return new Settlement(network, transactionHash, Optional.empty(), 0);
  }

  /** A transaction in a canonical block. */
  public static Settlement seen(
      String network, String transactionHash, long block, long confirmations) {
    return new Settlement(network, transactionHash, Optional.of(block), confirmations);
  }
}
