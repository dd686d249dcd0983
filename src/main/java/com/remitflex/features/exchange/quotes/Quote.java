package com.remitflex.features.exchange.quotes;

import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import com.remitflex.platform.secrets.SignedTableStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A locked rate for one exchange, by one payment or one execution.
 *
 * @param amount what the customer pays, without the fee
 * @param converted what the customer receives
 * @param rate the customer's rate
 * @param midMarketRate of which the customer's rate was derived
 * @param spreadBasisPoints how far the customer's rate is below it, in hundredths of a percent
 * @param fee on top of the amount, in its currency
 * @param usedBy ID of the payment, off-ramp or conversion that used the quote
 * @param authentic whether its terms are as RemitFlex wrote them
 */
public record Quote(
    QuoteKey key,
    Money amount,
    Money converted,
    Rate rate,
    Rate midMarketRate,
    int spreadBasisPoints,
    Money fee,
    String rateSource,
    Instant rateAsOf,
    Instant createdAt,
    Instant expiresAt,
    Optional<String> usedBy,
    boolean authentic) {

  /** How long a quote can be used. */
  public static final Duration LIFETIME = Duration.ofSeconds(30);

  public String id() {
    return key.id();
  }

  /** What the customer pays, with the fee. */
  public Money total() {
    return amount.plus(fee);
  }

  /** The status at a time of the database. */
  public QuoteStatus status(Instant now) {
    if (usedBy.isPresent()) {
      return QuoteStatus.USED;
    }
    return now.isBefore(expiresAt) ? QuoteStatus.OPEN : QuoteStatus.EXPIRED;
  }

  Quote used(String id) {
    return with(Optional.of(id), authentic);
  }

  /** Without a valid MAC, as {@link #macParts} says. */
  Quote notAuthentic() {
    return with(usedBy, false);
  }

  private Quote with(Optional<String> user, boolean isAuthentic) {
    return new Quote(
        key,
        amount,
        converted,
        rate,
        midMarketRate,
        spreadBasisPoints,
        fee,
        rateSource,
        rateAsOf,
        createdAt,
        expiresAt,
        user,
        isAuthentic);
  }

  /** Whether it can be used for longer than any quote. */
  boolean isProlonged() {
    return expiresAt.isAfter(createdAt.plus(LIFETIME));
  }

  /** What the row's MAC covers: its terms. Who used it is proved by the object that names it. */
  List<byte[]> macParts() {
    return SignedTableStore.parts(
        "quote v1",
        key.head().accountId(),
        key.head().environment().word(),
        id(),
        amount.toString(),
        converted.toString(),
        rate.value().stripTrailingZeros().toPlainString(),
        midMarketRate.value().stripTrailingZeros().toPlainString(),
        Integer.toString(spreadBasisPoints),
        fee.toString(),
        rateSource,
        createdAt.truncatedTo(ChronoUnit.MICROS).toString());
  }
}
