package com.remitflex.features.rails.evm.follower;

/**
 * Learns of each change of a transfer's state, at least once: a call is repeated after a crash, and
 * after an exception. States may be skipped, but FINAL is always the last one. Called outside of
 * transactions, one call at a time for each network, on the node that follows it.
 */
@FunctionalInterface
public interface TransferListener {
  void changed(FoundTransfer transfer);
}
