package com.remitflex.features.treasury.movements;

import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tokens that an operator has moved, or owned when the books began.
 *
 * @param transactionHash empty for an opening, like the sender
 * @param amountMinor of the transfer
 * @param floatMinor by how much it changes what belongs to the operator
 * @param arrivalOf the movement whose tokens have arrived
 * @param authentic whether the row's MAC is valid; others count for nothing
 */
public record Movement(
    String id,
    MovementKind kind,
    String network,
    Currency currency,
    String transactionHash,
    String token,
    String sender,
    String recipient,
    BigInteger amountMinor,
    BigInteger floatMinor,
    Optional<String> arrivalOf,
    String note,
    Instant createdAt,
    boolean authentic) {

  /** What the row's MAC covers. */
  List<byte[]> macParts() {
    return Stream.of(
            "treasury_movement v1",
            id,
            kind.word(),
            network,
            currency.name(),
            transactionHash,
            token,
            sender,
            recipient,
            amountMinor.toString(),
            floatMinor.toString(),
            arrivalOf.orElse(""),
            note,
            Long.toString(createdAt.toEpochMilli()))
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Whether it counts only together with its transfer in the books. */
  public boolean needsTransfer() {
    return kind != MovementKind.OPENING;
  }

  /** What an operator reads about it. */
  public String sentence() {
    return id
        + " ("
        + kind.word()
        + " on "
        + network
        + "): "
        + Amounts.text(currency, amountMinor)
        + (needsTransfer() ? " in " + transactionHash : "");
  }
}
