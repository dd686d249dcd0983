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
 * The parameters of a new key, each checked independently of the others.
 *
 * @param canary whether any use of the key raises an alert
 */
public record NewKey(
    String name, Scope scope, Optional<Instant> expiresAt, KeyLimits limits, boolean canary) {
  private static final int MAX_NAME_LENGTH = 100;
  private static final int MAX_ADDRESSES = 100;
  private static final int MAX_ADDRESS_LENGTH = 50;
  private static final int MAX_REQUESTS = 1_000_000;
  private static final Pattern MONEY = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,6})?)([A-Z]+)");
  private static final String ADDRESSES =
      "Each element must be an IP address or a CIDR block, for example 203.0.113.0/24 or"
          + " 2001:db8::/32, with no bits set beyond the prefix.";

  /** The last time whose year has four digits, as all times of the API do. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final List<String> SCOPES = List.of("read", "write", "admin");

  /**
   * A key with a checked name.
   *
   * @throws ApiException VALIDATION_ERROR (name)
   */
  public NewKey {
    name = Names.stored(name);
    Optional<String> error = Names.error(name, MAX_NAME_LENGTH);
    if (error.isPresent()) {
      throw invalid("name", "The name " + error.get() + ".");
    }
    if (!ApiKeyText.mask(name).equals(name)) {
      throw invalid("name", "The name contains an API key. Enter what the key is for.");
    }
    expiresAt = expiresAt.map(at -> at.truncatedTo(ChronoUnit.MILLIS));
    if (expiresAt.filter(at -> at.isAfter(LATEST)).isPresent()) {
      throw invalid("expires_at", "Must be a time before the year 10000.");
    }
  }

  /** A key that is not a canary. */
  public NewKey(String name, Scope scope, Optional<Instant> expiresAt, KeyLimits limits) {
    this(name, scope, expiresAt, limits, false);
  }

  /** The same parameters for a canary key. */
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
    if (requestsPerMinute.filter(n -> n < 0 || n > MAX_REQUESTS).isPresent()) {
      throw invalid(
          "rate_limit_per_minute", "Must be a whole number from 0 to " + MAX_REQUESTS + ".");
    }
    if (addresses.size() > MAX_ADDRESSES) {
      throw invalid(
          "ip_allow_list", "Must have at most " + MAX_ADDRESSES + " addresses and blocks.");
    }
    List<AddressRange> ranges =
        addresses.stream()
            .map(text ->
                AddressRange.parse(text)
                    .orElseThrow(
                        () -> invalid("ip_allow_list", ADDRESSES + " This is not: " + text)))
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
            invalid(
                "money_limits." + field,
                "Must be an amount with its currency, for example 1000USDC, but is: " + text));
  }

  private static ApiException invalid(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }

  /**
   * Reads the body of a request.
   *
   * @throws ApiException VALIDATION_ERROR, INVALID_CURRENCY, INVALID_AMOUNT
   */
  static NewKey read(JsonObject body) {
    String name = body.requireString("name", MAX_NAME_LENGTH * 10);
    Scope scope =
        body.word("scope", SCOPES)
            .flatMap(Scope::find)
            .orElseThrow(() -> body.error("scope", "Required."));
    Optional<Instant> expiresAt = body.time("expires_at");
    List<AddressRange> addresses =
        body.texts("ip_allow_list", MAX_ADDRESSES, MAX_ADDRESS_LENGTH).orElse(List.of()).stream()
            .map(text -> range(body, text))
            .distinct()
            .toList();
    if (body.has("ip_allow_list") && addresses.isEmpty()) {
      throw body.error(
          "ip_allow_list",
          "Must have at least one address. To allow all addresses, omit ip_allow_list.");
    }
    Optional<Integer> requests = body.integer("rate_limit_per_minute", 0, MAX_REQUESTS);
    Optional<JsonObject> money = body.object("money_limits");
    Optional<Money> perPayment = money.flatMap(limits -> amount(limits, "per_payment"));
    Optional<Money> perDay = money.flatMap(limits -> amount(limits, "per_day"));
    money.ifPresent(JsonObject::rejectUnknown);
    boolean canary = body.flag("canary").orElse(false);
    if (money.isPresent() && perPayment.isEmpty() && perDay.isEmpty()) {
      throw body.error(
          "money_limits", "Must have per_payment or per_day. For no limits, omit money_limits.");
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
