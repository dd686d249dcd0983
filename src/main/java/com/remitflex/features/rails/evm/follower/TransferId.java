package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;

/**
 * Identifies a transfer on all networks.
 *
 * @param logIndex position of its log among all logs of the block
 */
public record TransferId(String network, Bytes32 transactionHash, long logIndex) {}
