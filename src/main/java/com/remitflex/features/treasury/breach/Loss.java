package com.remitflex.features.treasury.breach;

import com.remitflex.features.treasury.books.Amounts;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A credited deposit or settled payout whose transfer a broken finality has removed.
 *
 * @param kind deposit or payout
 * @param subject its ID
 */
public record Loss(
    String kind,
    String subject,
    String network,
    String transactionHash,
    Currency currency,
    BigInteger amountMinor) {
  /** What the row's MAC covers. */
  List<byte[]> macParts() {
    return Stream.of(
            "treasury_loss v1",
            kind,
            subject,
            network,
            transactionHash,
            currency.name(),
            amountMinor.toString())
        .map(part -> part.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** What an operator reads about it. */
  public String sentence() {
    return (kind.equals("deposit") ? "credited deposit " : "settled payout ")
        + subject
        + ": "
        + Amounts.text(currency, amountMinor)
        + " in transaction "
        + transactionHash;
  }
}
