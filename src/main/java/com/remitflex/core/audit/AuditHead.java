package com.remitflex.core.audit;

import java.time.Instant;
import java.util.List;

/**
 * The end of an account's chain, and what was just added to it.
 *
 * @param seq of the last entry, 0 before the first
 * @param hash of the last entry
 * @param createdAt of the last entry
 * @param seal MAC over the others; empty before the first entry
 * @param added entries that are not written yet, oldest first
 */
record AuditHead(
    String accountId,
    long seq,
    byte[] hash,
    Instant createdAt,
    byte[] seal,
    List<AuditEntry> added) {}
