package com.remitflex.features.rails.signer.policy;

import java.math.BigInteger;

/**
 * What a transaction of a relayer may cost.
 *
 * @param perDayWei over all relayers of the network in one UTC day, at the highest price that the
 *     transactions allow
 */
public record FeeBounds(
    long maxGas,
    BigInteger maxFeePerGasWei,
    BigInteger maxPriorityFeePerGasWei,
    BigInteger perDayWei) {}
