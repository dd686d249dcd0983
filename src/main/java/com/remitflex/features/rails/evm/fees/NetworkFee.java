package com.remitflex.features.rails.evm.fees;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of the ledger of network fees: what one final transaction of a relayer has cost, in wei
 * of the network's native coin.
 *
 * @param relayer whose account it is in
 * @param number of the entry in that account, from 1 without a gap
 * @param subject whose cost it is, for example the ID of a payment
 * @param isCharge false if it takes another entry back, because its block was replaced
 * @param estimateWei what was expected when the relayer took it
 * @param feeWei negative if it takes another entry back
 * @param balanceWei of the account after it
 */
public record NetworkFee(
    String network,
    EvmAddress relayer,
    long number,
    String subject,
    FeeKind kind,
    boolean isCharge,
    Transaction transaction,
    Optional<BigInteger> estimateWei,
    BigInteger feeWei,
    BigInteger balanceWei,
    Instant bookedAt) {

  /**
   * The transaction.
   *
   * @param succeeded false if it was reverted, which costs gas as well
   * @param gas empty for transactions that an earlier version has followed
   */
  public record Transaction(Bytes32 hash, long height, boolean succeeded, Optional<Gas> gas) {}

  /** How much gas it has used, at which price. */
  public record Gas(long used, BigInteger priceWei) {}
}
