package com.remitflex.features.rails.signer;

import com.remitflex.features.rails.evm.keys.Bytes32;

/**
 * A transaction that a node accepts.
 *
 * @param raw `0x02` and hexadecimal digits
 */
public record SignedTransaction(String raw, Bytes32 hash) {}
