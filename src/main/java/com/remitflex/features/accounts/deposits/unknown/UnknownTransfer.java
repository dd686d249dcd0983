package com.remitflex.features.accounts.deposits.unknown;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.deposits.TransferId;
import java.time.Instant;

/**
 * A transfer of a token that is not accepted, to a deposit address. It is recorded and never
 * credited: anyone can issue a token with any name.
 *
 * @param token address of the token's contract
 * @param amount in the token's smallest unit
 */
public record UnknownTransfer(
    HeadId head,
    TransferId id,
    String sender,
    String address,
    String token,
    String amount,
    Instant seenAt) {}
