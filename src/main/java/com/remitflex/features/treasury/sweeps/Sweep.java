package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Money;
import java.time.Instant;
import java.util.Optional;

/**
 * Tokens that go from a deposit address to the treasury.
 *
 * @param index of the deposit address
 * @param number counts the sweeps of this address and token from 1
 * @param nonce of its authorisation, stored before it is signed
 * @param validBefore Unix time at which the authorisation expires
 * @param attempts how often it was handed to the relayers
 * @param problem why it does not go on at the moment
 */
public record Sweep(
    String id,
    String network,
    EvmAddress token,
    EvmAddress address,
    int index,
    EvmAddress treasury,
    long number,
    Money amount,
    Bytes32 nonce,
    long validBefore,
    long attempts,
    SweepState state,
    Optional<String> problem,
    Optional<Bytes32> transaction,
    Instant createdAt) {}
