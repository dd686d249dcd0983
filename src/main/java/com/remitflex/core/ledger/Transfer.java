package com.remitflex.core.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of the ledger: an amount moved between two sub-accounts of one balance.
 *
 * @param transactionId `txn_…`, which groups the lines of one command
 * @param leg number of the line within its transaction and account
 * @param amount minor units, positive
 * @param reason a lower-case word, for example `payment_created`
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
