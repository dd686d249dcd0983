package com.remitflex.features.rails.evm.rpc;

import com.remitflex.features.rails.evm.keys.Bytes32;
import java.math.BigInteger;
import java.util.List;

/**
 * What a transaction did in its block.
 *
 * @param succeeded false if it was reverted; its gas is spent nevertheless
 */
public record Receipt(
    Bytes32 transactionHash,
    long height,
    Bytes32 blockHash,
    boolean succeeded,
    BigInteger gasUsed,
    BigInteger gasPriceWei,
    List<EventLog> logs) {
  /** What the transaction cost its sender. */
  public BigInteger feeWei() {
    return gasUsed.multiply(gasPriceWei);
  }
}
