package com.remitflex.features.rails.signer;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;

/**
 * A transaction (EIP-1559) of a relayer without value: a call of a token with an authorisation that
 * the same signer signed, or nothing to the relayer itself, which uses up a nonce.
 *
 * @param nonce of the relayer's account
 * @param data of the call, `0x` and hexadecimal digits
 */
public record RelayTransaction(
    long chainId,
    EvmAddress relayer,
    long nonce,
    EvmAddress to,
    String data,
    long gasLimit,
    BigInteger maxFeePerGasWei,
    BigInteger maxPriorityFeePerGasWei) {}
