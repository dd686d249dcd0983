package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.keys.Bytes32;
import java.time.Instant;

/**
 * How far the transfers of a network are in the books.
 *
 * @param fromHeight the block whose balances the books begin with
 * @param height every transfer up to this final block is in the books
 * @param version changes with each step
 */
public record Book(
    String network, long fromHeight, long height, Bytes32 hash, long version, Instant updatedAt) {}
