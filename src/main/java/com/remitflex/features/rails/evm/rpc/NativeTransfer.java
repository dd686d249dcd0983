package com.remitflex.features.rails.evm.rpc;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;

/** The native coin that a transaction sends to its recipient, in wei. */
public record NativeTransfer(
    Bytes32 transactionHash, EvmAddress sender, EvmAddress recipient, BigInteger wei) {}
