package com.remitflex.features.corridors.rates.sources;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.features.corridors.rates.Quotation;
import com.remitflex.platform.money.Currency;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A service that responds with JSON, in which pointers (RFC 6901) name the prices.
 *
 * @param time the pointer of the time of the prices; empty: that of the response
 */
record JsonSource(
    String name,
    Duration refresh,
    Optional<Duration> maxAge,
    Content content,
    List<Price> prices,
    Optional<JsonPointer> time)
    implements RateSource {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** Times of this size and above are milliseconds, those below are seconds. */
  private static final long MIN_MILLIS = 100_000_000_000L;

  private static final int MAX_DECIMAL_TEXT = 60;

  /** Where the price of a pair is. */
  record Price(Currency from, Currency to, JsonPointer pointer) {}

  @Override
  public String kind() {
    return "json";
  }

  @Override
  public List<Quotation> read(Instant now) throws RateSourceException {
    JsonNode root = parsed(content.read());
    Instant asOf = time.isPresent() ? time(root.at(time.get())) : now;
    SourceTimes.requireNotFuture(asOf, now);
    List<Quotation> quotations = new ArrayList<>();
    for (Price price : prices) {
      quotations.add(
          SourceTimes.quotation(
              price.from(), price.to(), value(root, price.pointer()), name, asOf, maxAge));
    }
    return quotations;
  }

  private static JsonNode parsed(byte[] content) throws RateSourceException {
    try {
      JsonNode root = MAPPER.readTree(content);
      return root == null ? MAPPER.missingNode() : root;
    } catch (JsonProcessingException | NumberFormatException e) {
      // The parser leaves an exponent of too many digits to BigDecimal.
      throw new RateSourceException("The response is not JSON.");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigDecimal value(JsonNode root, JsonPointer pointer) throws RateSourceException {
    JsonNode node = root.at(pointer);
    if (node.isNumber()) {
      return node.decimalValue();
    }
    String text = node.asText();
    if (node.isTextual()
        && text.length() <= MAX_DECIMAL_TEXT
        && text.matches("[0-9]+(\\.[0-9]+)?")) {
      return new BigDecimal(text);
    }
    throw new RateSourceException("There is no number at " + pointer + ".");
  }

  /** A time or a day in ISO 8601, or a number of seconds or milliseconds since 1970. */
  private static Instant time(JsonNode node) throws RateSourceException {
    String text = node.asText();
    try {
      if (node.canConvertToLong() && node.isIntegralNumber()) {
        long number = node.asLong();
        return number >= MIN_MILLIS ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
      }
      return text.length() == "2026-01-31".length()
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new RateSourceException("There is no time where the time of the prices should be.");
    }
  }
}
