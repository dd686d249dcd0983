package com.remitflex.features.treasury.books;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;

/**
 * What an address of the platform holds of a token.
 *
 * @param isTreasury otherwise it is a deposit address
 * @param isOpened whether its contract was asked about it when it came into the books
 * @param openingMinor what it held then, less the transfers that were known
 * @param explainedMinor the opening and all transfers since
 * @param movedHeight block of its last transfer
 * @param balanceMinor what the contract said last
 * @param balanceHeight the block at which the contract said so
 */
public record Holding(
    Place place,
    Currency currency,
    boolean isTreasury,
    boolean isOpened,
    BigInteger openingMinor,
    BigInteger explainedMinor,
    long movedHeight,
    BigInteger balanceMinor,
    long balanceHeight) {
  private static final long NEVER = -1;

  /** A token at an address. */
  public record Place(String network, EvmAddress token, EvmAddress address) {}

  /** An address that comes into the books, before its first transfer. */
  static Holding first(Place place, Currency currency, boolean isTreasury, boolean isOpened) {
    return new Holding(
        place,
        currency,
        isTreasury,
        isOpened,
        BigInteger.ZERO,
        BigInteger.ZERO,
        NEVER,
        BigInteger.ZERO,
        NEVER);
  }

  /** Whether the contract was asked since the last transfer. */
  public boolean isRead() {
    return isOpened && balanceHeight >= movedHeight;
  }

  /** What it holds: as the contract says, or by the transfers since then. */
  public BigInteger heldMinor() {
    return isRead() ? balanceMinor : explainedMinor;
  }

  /** What it holds beyond its transfers; negative if it holds less. */
  public BigInteger unexplainedMinor() {
    return heldMinor().subtract(explainedMinor);
  }

  Holding moved(BigInteger minor, long height) {
    return new Holding(
        place,
        currency,
        isTreasury,
        isOpened,
        openingMinor,
        explainedMinor.add(minor),
        Math.max(movedHeight, height),
        balanceMinor,
        balanceHeight);
  }

  /** As the contract says; at the first time, what the transfers do not explain is its opening. */
  Holding read(BigInteger minor, long height) {
    return new Holding(
        place,
        currency,
        isTreasury,
        true,
        isOpened ? openingMinor : minor.subtract(explainedMinor),
        isOpened ? explainedMinor : minor,
        movedHeight,
        minor,
        height);
  }
}
