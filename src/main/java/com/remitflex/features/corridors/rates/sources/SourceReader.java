package com.remitflex.features.corridors.rates.sources;

import com.fasterxml.jackson.core.JsonPointer;
import com.remitflex.features.corridors.rates.Quotation;
import com.remitflex.features.corridors.rates.sources.Content.SecretHeader;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.net.outbound.OutboundUrl;
import com.remitflex.platform.net.outbound.Reach;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads one source of the rates file. */
final class SourceReader {
  private static final int MAX_LENGTH = 2_000;
  private static final int MAX_RATES = 200;
  private static final int MAX_MINUTES = 60 * 24 * 30;
  private static final int USUAL_REFRESH_MINUTES = 60;
  private static final Duration USUAL_MAX_AGE = Duration.ofHours(1);
  private static final List<String> TYPES = List.of("ecb", "json", "fixed");

  /** Headers that belong to the connection itself. */
  private static final Set<String> TAKEN =
      Set.of("host", "content-length", "connection", "transfer-encoding", "te", "upgrade");

  private final JsonObject json;

  SourceReader(JsonObject json) {
    this.json = json;
  }

  /** The source; throws the ApiException of its first error. */
  RateSource read() {
    String name = name();
    String type = json.word("type", TYPES).orElseThrow(() -> json.error("type", "Required."));
    Duration refresh =
        Duration.ofMinutes(
            json.integer("refresh_minutes", 1, MAX_MINUTES).orElse(USUAL_REFRESH_MINUTES));
    Optional<Duration> maxAge =
        json.integer("max_age_minutes", 1, MAX_MINUTES).map(Duration::ofMinutes);
    RateSource source =
        switch (type) {
          case "ecb" ->
              new EcbSource(
                  name,
                  refresh,
                  Optional.of(maxAge.orElse(EcbSource.USUAL_MAX_AGE)),
                  content(SecretHeader.NONE));
          case "json" ->
              new JsonSource(
                  name,
                  refresh,
                  Optional.of(maxAge.orElse(USUAL_MAX_AGE)),
                  content(header()),
                  prices(),
                  json.string("time_pointer", MAX_LENGTH).map(text -> pointer(json, text)));
          default ->
              new FixedSource(
                  name, refresh, maxAge, json.time("as_of").isPresent(), quotations(name, maxAge));
        };
    json.rejectUnknown();
    return source;
  }

  private String name() {
    String name = json.requireString("name", MAX_LENGTH);
    if (!name.matches("[a-z][a-z0-9-]{0,31}")) {
      throw json.error(
          "name",
          "Must be 1 to 32 lower-case letters, digits and hyphens, and begin with a letter.");
    }
    return name;
  }

  private Content content(SecretHeader header) {
    Optional<String> file = json.string("file", MAX_LENGTH);
    Optional<String> url = json.string("url", MAX_LENGTH);
    if (file.isPresent() == url.isPresent()) {
      throw json.error("url", "Set either url or file.");
    }
    if (file.isPresent()) {
      return new Content.InFile(path("file", file.get()));
    }
    OutboundUrl target =
        OutboundUrl.parse(json.field("url"), url.orElseThrow(), Reach.PUBLIC_OR_LOOPBACK)
            .orElseThrow();
    return new Content.AtUrl(RateClient.INSTANCE, target, header);
  }

  private Path path(String field, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw json.error(field, "Must be the path of a file.");
    }
  }

  private SecretHeader header() {
    Optional<String> name = json.string("key_header", MAX_LENGTH);
    Optional<String> file = json.string("key_file", MAX_LENGTH);
    if (name.isPresent() != file.isPresent()) {
      throw json.error("key_header", "Set both key_header and key_file, or neither.");
    }
    if (name.isEmpty()) {
      return SecretHeader.NONE;
    }
    if (!name.get().matches("[A-Za-z][A-Za-z0-9-]{0,63}")
        || TAKEN.contains(name.get().toLowerCase(Locale.ROOT))) {
      throw json.error("key_header", "Must be the name of a header, for example X-Api-Key.");
    }
    return new SecretHeader(name.get(), path("key_file", file.orElseThrow()));
  }

  private List<JsonObject> rates() {
    List<JsonObject> rates =
        json.objects("rates", MAX_RATES).orElseThrow(() -> json.error("rates", "Required."));
    if (rates.isEmpty()) {
      throw json.error("rates", "Name at least one pair of currencies.");
    }
    return rates;
  }

  private List<JsonSource.Price> prices() {
    List<JsonSource.Price> prices = new ArrayList<>();
    for (JsonObject rate : rates()) {
      Currency from = rate.requireCurrency("from");
      Currency to = other(rate, from);
      String text = rate.requireString("pointer", MAX_LENGTH);
      rate.rejectUnknown();
      prices.add(new JsonSource.Price(from, to, pointer(rate, text)));
    }
    return prices;
  }

  private List<Quotation> quotations(String name, Optional<Duration> maxAge) {
    Optional<Instant> asOf = json.time("as_of");
    if (maxAge.isPresent() && asOf.isEmpty()) {
      throw json.error("as_of", "Required with max_age_minutes.");
    }
    List<Quotation> quotations = new ArrayList<>();
    for (JsonObject rate : rates()) {
      Currency from = rate.requireCurrency("from");
      Currency to = other(rate, from);
      BigDecimal value = rate.requireNumber("rate").value();
      rate.rejectUnknown();
      if (!Quotation.isPossible(value)) {
        throw rate.error("rate", "Must be from 0.000000001 to 1000000000.");
      }
      quotations.add(new Quotation(from, to, value, name, asOf.orElse(Instant.EPOCH), maxAge));
    }
    return quotations;
  }

  private static Currency other(JsonObject rate, Currency from) {
    Currency to = rate.requireCurrency("to");
    if (to == from) {
      throw rate.error("to", "Must differ from from.");
    }
    return to;
  }

  private static JsonPointer pointer(JsonObject object, String text) {
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      throw object.error("pointer", "Must be a JSON pointer, for example /rates/NGN.");
    }
  }
}
