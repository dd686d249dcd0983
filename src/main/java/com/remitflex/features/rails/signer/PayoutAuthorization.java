package com.remitflex.features.rails.signer;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;

/**
 * A payment from the treasury to a wallet.
 *
 * @param amountMinor in the smallest unit of the token
 * @param nonce derived from the payment
 */
public record PayoutAuthorization(
    Method method,
    long chainId,
    EvmAddress token,
    EvmAddress recipient,
    BigInteger amountMinor,
    Window window,
    Bytes32 nonce) {}
