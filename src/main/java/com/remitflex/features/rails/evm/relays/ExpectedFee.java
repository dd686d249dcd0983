package com.remitflex.features.rails.evm.relays;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What a relay that has a nonce and is not final will cost, in wei.
 *
 * @param estimateWei what was expected when the relayer took it
 * @param maxWei what its newest transaction can cost at most; empty while none is signed
 * @param minedWei what its transaction has cost in a block that may still be replaced
 */
public record ExpectedFee(
    RelayState state,
    Optional<BigInteger> estimateWei,
    Optional<BigInteger> maxWei,
    Optional<BigInteger> minedWei) {}
