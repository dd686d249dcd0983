package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses whose incoming transfers are recorded. They are read after each new block appeared
 * and before its logs are, so an address is complete if it was committed before anyone was told.
 */
@FunctionalInterface
public interface WatchedAddresses {
  List<EvmAddress> on(String network);

  /** These addresses and those of another part. */
  default WatchedAddresses and(WatchedAddresses others) {
    return network ->
        Stream.concat(on(network).stream(), others.on(network).stream()).distinct().toList();
  }
}
