package com.remitflex.core.audit;

import java.time.Instant;
import java.util.List;

/**
 * The last entry of an account's chain, and the entries to be written.
 *
 * @param seq number of the last entry; 0 before the first
 * @param hash hash of the last entry
 * @param createdAt time of the last entry
 * @param seal MAC over the other fields; empty before the first entry
 * @param added entries that are not written yet, oldest first
 */
record AuditHead(
    String accountId,
    long seq,
    byte[] hash,
    Instant createdAt,
    byte[] seal,
    List<AuditEntry> added) {}
