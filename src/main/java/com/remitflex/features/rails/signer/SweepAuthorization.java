package com.remitflex.features.rails.signer;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;

/**
 * A transfer from a deposit address to the treasury.
 *
 * @param index of the deposit address
 * @param amountMinor in the smallest unit of the token
 */
public record SweepAuthorization(
    Method method,
    long chainId,
    EvmAddress token,
    int index,
    BigInteger amountMinor,
    Window window,
    Bytes32 nonce) {}
