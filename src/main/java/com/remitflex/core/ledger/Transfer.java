package com.remitflex.core.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of the ledger: an amount that went from one sub-account to another of one book.
 *
 * @param transactionId `txn_…` that groups the lines of one command
 * @param leg number of the line within its transaction and account
 * @param amount minor units, positive
 * @param reason why, as one lower-case word
 */
public record Transfer(
    BalanceKey balance,
    String transactionId,
    int leg,
    SubAccount debit,
    SubAccount credit,
    long amount,
    String reason,
    Optional<String> paymentId,
    Instant createdAt) {}
