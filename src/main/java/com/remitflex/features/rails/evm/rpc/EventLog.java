package com.remitflex.features.rails.evm.rpc;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.List;

/**
 * An event that a contract has logged.
 *
 * @param index position among all logs of the block
 * @param data `0x` and hexadecimal digits
 */
public record EventLog(
    EvmAddress contract,
    List<Bytes32> topics,
    String data,
    long height,
    Bytes32 blockHash,
    Bytes32 transactionHash,
    long index) {}
