package com.remitflex.features.rails.evm.tokens;

import com.remitflex.features.rails.evm.keys.Bytes32;

/** The place of a block that is final. */
public record FinalBlock(long height, Bytes32 hash) {}
