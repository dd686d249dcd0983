package com.remitflex.features.rails.evm.rpc;

import com.remitflex.features.rails.evm.keys.Bytes32;
import java.math.BigInteger;
import java.util.List;

/**
 * What a transaction did in its block.
 *
 * @param succeeded false if it was reverted; its gas is spent nevertheless
 * @param dataFeeWei what a rollup charges for the data on the network below it (`l1Fee` of the OP
 *     Stack); zero on other networks
 */
public record Receipt(
    Bytes32 transactionHash,
    long height,
    Bytes32 blockHash,
    boolean succeeded,
    BigInteger gasUsed,
    BigInteger gasPriceWei,
    BigInteger dataFeeWei,
    List<EventLog> logs) {
  /** What the transaction cost its sender. */
  public BigInteger feeWei() {
    return gasUsed.multiply(gasPriceWei).add(dataFeeWei);
  }
}
