package com.remitflex.features.rails.signer.log;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.authorization.Authorization;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * One signature, as the log stores it before the signature is used.
 *
 * @param at time of the signer's clock
 * @param day UTC day to which it counts; never before that of an earlier entry
 * @param counted what it adds to a total of its day
 */
public record LogEntry(Instant at, LocalDate day, Subject subject, Optional<Counted> counted) {

  /** What was signed. */
  public sealed interface Subject {}

  /** An authorisation, or its cancellation. */
  public record Authorized(Authorization authorization) implements Subject {}

  /**
   * A transaction of a relayer.
   *
   * @param accountNonce of the relayer's account
   * @param maxCostWei gas limit times the highest fee
   */
  public record Relayed(
      long chainId,
      EvmAddress relayer,
      long accountNonce,
      EvmAddress to,
      BigInteger maxCostWei,
      Bytes32 hash)
      implements Subject {}

  /**
   * An addition to a total.
   *
   * @param total a currency, or `wei` and a chain ID
   */
  public record Counted(String total, BigInteger amount) {
    /** An addition to the fees of a chain. */
    public static Counted fees(long chainId, BigInteger wei) {
      return new Counted("wei:" + chainId, wei);
    }
  }

  /** The UTC day of a time. */
  static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
