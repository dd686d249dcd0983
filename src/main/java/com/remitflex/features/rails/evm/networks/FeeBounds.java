package com.remitflex.features.rails.evm.networks;

import java.math.BigInteger;

/** The most that a transaction of a network may offer per unit of gas, in wei (EIP-1559). */
public record FeeBounds(BigInteger maxFeePerGasWei, BigInteger maxPriorityFeePerGasWei) {}
