package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import java.util.Map;
import java.util.Optional;

/** The stored blocks of the canonical chain, without gaps from the final one to the newest. */
record ChainWindow(Map<Long, Bytes32> hashes) {
  Optional<Bytes32> hashAt(long height) {
    return Optional.ofNullable(hashes.get(height));
  }

  boolean has(long height, Bytes32 hash) {
    return hashAt(height).filter(hash::equals).isPresent();
  }
}
