package com.remitflex.features.rails.evm.rpc;

import com.remitflex.features.rails.evm.keys.Bytes32;

/**
 * A block's place on the chain.
 *
 * @param timestamp Unix time in seconds
 */
public record Block(long height, Bytes32 hash, Bytes32 parent, long timestamp) {}
