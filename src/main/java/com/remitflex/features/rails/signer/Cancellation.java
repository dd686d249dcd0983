package com.remitflex.features.rails.signer;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.Optional;

/**
 * The cancellation of a nonce.
 *
 * @param index of the deposit address whose nonce it is; empty for the treasury
 */
public record Cancellation(
    long chainId, EvmAddress token, Optional<Integer> index, Bytes32 nonce) {}
