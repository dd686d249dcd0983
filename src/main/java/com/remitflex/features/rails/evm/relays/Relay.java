package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A call that was handed to the relayers.
 *
 * @param version rises when the data changes or the relay is withdrawn
 * @param isVoid withdrawn after it had a nonce, which an empty transaction uses up
 * @param slot its place in the line of a relayer
 * @param hash the transaction that was signed last
 * @param mined what one of its transactions did in a canonical block
 * @param wantsSpeed an operator wants higher fees
 * @param waiting why nothing happens, for example `low_gas`
 */
public record Relay(
    RelayCall call,
    int version,
    boolean isVoid,
    RelayState state,
    Optional<Slot> slot,
    Optional<Bytes32> hash,
    Optional<Mined> mined,
    boolean wantsSpeed,
    Optional<String> waiting,
    Instant waitingSince,
    Instant createdAt) {

  /**
   * A place in a line.
   *
   * @param nonce of the relayer's account
   */
  public record Slot(EvmAddress relayer, long nonce, long gasLimit) {}

  /**
   * A transaction in a block.
   *
   * @param hash which of the relay's transactions it was
   * @param succeeded false if it was reverted
   * @param isCall false for the empty transaction of a relay that was withdrawn
   * @param feeWei what it cost the relayer
   * @param gas empty if an earlier version has stored it
   */
  public record Mined(
      Bytes32 hash,
      long height,
      Bytes32 blockHash,
      boolean succeeded,
      boolean isCall,
      BigInteger feeWei,
      Optional<Gas> gas) {}

  /** How much gas a transaction has used, at which price. */
  public record Gas(long used, BigInteger priceWei) {}

  public String reference() {
    return call.reference();
  }
}
