package com.remitflex.core.audit;

import com.remitflex.platform.ids.Environment;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry of an account's audit log.
 *
 * @param seq its number within the account, from 1 without gaps
 * @param environment empty when it is about the account as a whole
 * @param previousHash hash of the entry before; zeros before the first
 * @param hash SHA-256 of all else
 */
public record AuditEntry(
    String accountId,
    long seq,
    Optional<Environment> environment,
    Instant createdAt,
    AuditAction act,
    byte[] previousHash,
    byte[] hash) {}
