package com.remitflex.features.exchange.quotes;

import com.remitflex.features.exchange.quotes.QuoteRequest.AmountType;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.json.JsonWriter;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.time.Instant;

/** The JSON of quotes in requests and responses. */
final class QuoteJson {
  private QuoteJson() {}

  /**
   * Reads the body of POST /v1/conversions/quote.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  static QuoteRequest request(JsonObject body) {
    Currency from = body.requireCurrency("from_currency");
    Currency to = body.requireCurrency("to_currency");
    JsonValue.Number amount = body.requireNumber("amount");
    AmountType type =
        body.word("amount_type", AmountType.WORDS).map(AmountType::of).orElse(AmountType.SOURCE);
    body.rejectUnknown();
    QuoteRequest.requireDifferent(from, to);
    return new QuoteRequest(from, to, body.money("amount", amount, type.currency(from, to)), type);
  }

  static String text(Quote quote, Instant now) {
    return JsonWriter.text(out -> write(out, quote, now));
  }

  /** Writes the quote object of the API, without its absent fields, as it is at a time. */
  static void write(JsonWriter out, Quote quote, Instant now) {
    out.object(() -> {
      out.field("quote_id", quote.id());
      out.field("environment", quote.key().head().environment().word());
      out.field("status", quote.status(now).word());
      out.field("from_currency", quote.amount().currency().name());
      out.field("to_currency", quote.converted().currency().name());
      out.field("amount", quote.amount());
      out.field("converted_amount", quote.converted());
      out.field("exchange_rate", quote.rate().value());
      out.field("mid_market_rate", quote.midMarketRate().value());
      out.field(
          "spread_percent", BigDecimal.valueOf(quote.spreadBasisPoints(), 2).stripTrailingZeros());
      out.field("fee", quote.fee());
      out.field("fee_currency", quote.fee().currency().name());
      out.field("rate_source", quote.rateSource());
      out.field("rate_as_of", quote.rateAsOf());
      quote.usedBy().ifPresent(id -> out.field("used_by", id));
      out.field("expires_at", quote.expiresAt());
      out.field("created_at", quote.createdAt());
    });
  }
}
