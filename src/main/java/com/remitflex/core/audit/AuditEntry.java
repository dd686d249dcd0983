package com.remitflex.core.audit;

import com.remitflex.platform.ids.Environment;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of an account's audit log.
 *
 * @param seq number of the entry within the account, from 1 without gaps
 * @param environment empty when the entry is about the whole account
 * @param previousHash hash of the entry before; zeros in the first entry
 * @param hash SHA-256 of the other fields
 */
public record AuditEntry(
    String accountId,
    long seq,
    Optional<Environment> environment,
    Instant createdAt,
    AuditAction action,
    byte[] previousHash,
    byte[] hash) {}
