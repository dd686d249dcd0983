package com.remitflex.features.rails.evm.tokens;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;

/** A transfer of tokens that its sender authorises by a signature (EIP-3009). */
public record AuthorizedTransfer(
    EvmAddress token, EvmAddress from, EvmAddress to, BigInteger amountMinor, Bytes32 nonce) {}
