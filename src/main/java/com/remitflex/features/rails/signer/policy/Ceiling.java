package com.remitflex.features.rails.signer.policy;

import java.math.BigInteger;

/**
 * How much may leave the treasury.
 *
 * @param perTransaction in the smallest unit of the currency
 * @param perDay over all networks in one UTC day, in the smallest unit
 */
public record Ceiling(BigInteger perTransaction, BigInteger perDay) {}
