package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A relayer and its line of transactions, for the operator.
 *
 * @param balanceWei in the newest block that was looked at
 * @param lowWei a balance below it is low
 * @param nextNonce of its next new transaction
 * @param inFlight how many transactions are not final
 * @param waiting why its line does not move
 */
public record RelayerLine(
    String network,
    EvmAddress address,
    BigInteger balanceWei,
    BigInteger lowWei,
    long nextNonce,
    long inFlight,
    Optional<String> waiting,
    Optional<Instant> waitingSince) {

  /** Whether the operator should send gas to it. */
  public boolean isLowOnGas() {
    return balanceWei.compareTo(lowWei) < 0;
  }
}
