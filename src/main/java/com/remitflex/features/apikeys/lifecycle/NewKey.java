package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.net.AddressRange;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of a new key, each member checked by itself.
 *
 * @param canary whether it is there to be stolen
 */
public record NewKey(
    String name, Scope scope, Optional<Instant> expiresAt, KeyLimits limits, boolean canary) {
  private static final int LONGEST_NAME = 100;
  private static final int MOST_ADDRESSES = 100;
  private static final int LONGEST_ADDRESS = 50;
  private static final int MOST_REQUESTS = 1_000_000;
  private static final Pattern MONEY = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)([A-Z]+)");
  private static final String ADDRESSES =
      "Each element must be an IP address or a CIDR block such as 203.0.113.0/24 or"
          + " 2001:db8::/32, with no bits set beyond the prefix.";

  /** Four digits of a year, in every form that a time of the API has. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final List<String> SCOPES = List.of("read", "write", "admin");

  /**
   * A key with a checked name.
   *
   * @throws ApiException VALIDATION_ERROR (name)
   */
  public NewKey {
    name = Names.stored(name);
    Optional<String> wrong = Names.error(name, LONGEST_NAME);
    if (wrong.isPresent()) {
      throw fault("name", "The name " + wrong.get() + ".");
    }
    if (!ApiKeyText.mask(name).equals(name)) {
      throw fault("name", "The name contains an API key: enter what the key is for.");
    }
    expiresAt = expiresAt.map(at -> at.truncatedTo(ChronoUnit.MILLIS));
    if (expiresAt.filter(at -> at.isAfter(LATEST)).isPresent()) {
      throw fault("expires_at", "Must be a time before the year 10000.");
    }
  }

  /** A key that is there to be used. */
  public NewKey(String name, Scope scope, Optional<Instant> expiresAt, KeyLimits limits) {
    this(name, scope, expiresAt, limits, false);
  }

  /** The same as a canary. */
  public NewKey asCanary() {
    return new NewKey(name, scope, expiresAt, limits, true);
  }

  /** A key that neither expires nor has limits. */
  public static NewKey of(Scope scope, String name) {
    return new NewKey(name, scope, Optional.empty(), KeyLimits.NONE);
  }

  /**
   * A key as the command line asks for it.
   *
   * @param perPayment as `1000USDC`
   * @throws ApiException VALIDATION_ERROR
   */
  public static NewKey parse(
      Scope scope,
      String name,
      Optional<Instant> expiresAt,
      List<String> addresses,
      Optional<Integer> requestsPerMinute,
      Optional<String> perPayment,
      Optional<String> perDay) {
    if (requestsPerMinute.filter(n -> n < 0 || n > MOST_REQUESTS).isPresent()) {
      throw fault("rate_limit_per_minute", "Must be 0 to " + MOST_REQUESTS + ".");
    }
    if (addresses.size() > MOST_ADDRESSES) {
      throw fault("ip_allow_list", "At most " + MOST_ADDRESSES + " addresses and blocks.");
    }
    List<AddressRange> ranges =
        addresses.stream()
            .map(text ->
                AddressRange.parse(text)
                    .orElseThrow(() -> fault("ip_allow_list", ADDRESSES + " But is: " + text)))
            .distinct()
            .toList();
    return new NewKey(
        name,
        scope,
        expiresAt,
        new KeyLimits(
            ranges,
            requestsPerMinute,
            perPayment.map(text -> money("per_payment", text)),
            perDay.map(text -> money("per_day", text))));
  }

  private static Money money(String field, String text) {
    Matcher matcher = MONEY.matcher(text);
    return Optional.of(matcher)
        .filter(Matcher::matches)
        .flatMap(m -> Currency.find(m.group(2)))
        .flatMap(currency -> {
          BigDecimal minor = new BigDecimal(matcher.group(1)).movePointRight(currency.digits());
          return minor.signum() > 0
                  && minor.stripTrailingZeros().scale() <= 0
                  && minor.compareTo(JsonObject.MAX_MINOR) <= 0
              ? Optional.of(new Money(currency, minor.longValueExact()))
              : Optional.empty();
        })
        .orElseThrow(() ->
            fault(
                "money_limits." + field,
                "Must be an amount with its currency, as 1000USDC, but is: " + text));
  }

  private static ApiException fault(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }

  /**
   * Reads the body of a request.
   *
   * @throws ApiException VALIDATION_ERROR, INVALID_CURRENCY, INVALID_AMOUNT
   */
  static NewKey read(JsonObject body) {
    String name = body.requireString("name", LONGEST_NAME * 10);
    Scope scope =
        body.word("scope", SCOPES)
            .flatMap(Scope::find)
            .orElseThrow(() -> body.error("scope", "Required."));
    Optional<Instant> expiresAt = body.time("expires_at");
    List<AddressRange> addresses =
        body.texts("ip_allow_list", MOST_ADDRESSES, LONGEST_ADDRESS).orElse(List.of()).stream()
            .map(text -> range(body, text))
            .distinct()
            .toList();
    if (body.has("ip_allow_list") && addresses.isEmpty()) {
      throw body.error("ip_allow_list", "Name at least one address, or leave it out.");
    }
    Optional<Integer> requests = body.integer("rate_limit_per_minute", 0, MOST_REQUESTS);
    Optional<JsonObject> money = body.object("money_limits");
    Optional<Money> perPayment = money.flatMap(limits -> amount(limits, "per_payment"));
    Optional<Money> perDay = money.flatMap(limits -> amount(limits, "per_day"));
    money.ifPresent(JsonObject::rejectUnknown);
    boolean canary = body.flag("canary").orElse(false);
    if (money.isPresent() && perPayment.isEmpty() && perDay.isEmpty()) {
      throw body.error("money_limits", "Name per_payment or per_day, or leave it out.");
    }
    body.rejectUnknown();
    return new NewKey(
        name, scope, expiresAt, new KeyLimits(addresses, requests, perPayment, perDay), canary);
  }

  private static AddressRange range(JsonObject body, String text) {
    return AddressRange.parse(text).orElseThrow(() -> body.error("ip_allow_list", ADDRESSES));
  }

  private static Optional<Money> amount(JsonObject limits, String name) {
    return limits
        .object(name)
        .map(limit -> {
          Money money =
              limit.money(
                  "amount", limit.requireNumber("amount"), limit.requireCurrency("currency"));
          limit.rejectUnknown();
          return money;
        });
  }
}
