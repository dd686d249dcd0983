package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.networks.FeeBounds;
import java.math.BigInteger;
import java.util.Optional;

/**
 * What a transaction offers per unit of gas (EIP-1559).
 *
 * @param maxWei at most, base fee included
 * @param priorityWei on top of the base fee
 */
public record Fees(BigInteger maxWei, BigInteger priorityWei) {
  private static final BigInteger TEN = BigInteger.TEN;
  private static final BigInteger ELEVEN = BigInteger.valueOf(11);
  private static final BigInteger NINE = BigInteger.valueOf(9);
  private static final BigInteger EIGHT = BigInteger.valueOf(8);

  /**
   * Usual fees: enough for a base fee that doubles. They leave room below the bounds to replace the
   * transaction twice, as long as that is enough for the next block; empty if it is not even then.
   */
  static Optional<Fees> usual(BigInteger baseWei, BigInteger suggestedWei, FeeBounds bounds) {
    BigInteger priority =
        suggestedWei.max(BigInteger.ONE).min(belowForTwo(bounds.maxPriorityFeePerGasWei()));
    BigInteger needed = inNextBlock(baseWei).add(priority);
    if (needed.compareTo(bounds.maxFeePerGasWei()) > 0) {
      return Optional.empty();
    }
    BigInteger comfortable = baseWei.shiftLeft(1).add(priority);
    BigInteger limit = belowForTwo(bounds.maxFeePerGasWei());
    return Optional.of(new Fees(comfortable.min(limit.max(needed)), priority));
  }

  /** The base fee rises by at most an eighth from one block to the next. */
  static BigInteger inNextBlock(BigInteger baseWei) {
    return baseWei.multiply(NINE).add(EIGHT).divide(EIGHT);
  }

  /** The bound, less what two replacements add. */
  private static BigInteger belowForTwo(BigInteger bound) {
    return bound.multiply(TEN).divide(ELEVEN).multiply(TEN).divide(ELEVEN).max(BigInteger.ONE);
  }

  /**
   * The fees of a transaction that replaces one with these: both at least a tenth higher, as nodes
   * require, and at least the usual ones; empty if the bounds do not allow it.
   */
  Optional<Fees> replacedBy(Fees usual, FeeBounds bounds) {
    Fees next =
        new Fees(
            aTenthMore(maxWei).max(usual.maxWei), aTenthMore(priorityWei).max(usual.priorityWei));
    boolean isAllowed =
        next.maxWei.compareTo(bounds.maxFeePerGasWei()) <= 0
            && next.priorityWei.compareTo(bounds.maxPriorityFeePerGasWei()) <= 0;
    return isAllowed ? Optional.of(next) : Optional.empty();
  }

  private static BigInteger aTenthMore(BigInteger fee) {
    return fee.multiply(ELEVEN).add(NINE).divide(TEN);
  }

  /** Whether a block with the base fee that follows on this one can contain the transaction. */
  boolean covers(BigInteger baseWei) {
    return maxWei.compareTo(inNextBlock(baseWei)) >= 0;
  }

  BigInteger costWei(long gasLimit) {
    return maxWei.multiply(BigInteger.valueOf(gasLimit));
  }
}
