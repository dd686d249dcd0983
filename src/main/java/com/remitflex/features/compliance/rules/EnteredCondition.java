package com.remitflex.features.compliance.rules;

import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A condition as a command or a form has it; what is not given is empty text.
 *
 * @param kind amount, velocity, new-recipient or country
 * @param above a limit in US dollars
 * @param payments a number of payments
 * @param sum a sum in US dollars
 * @param per hour or day
 * @param countries ISO 3166 alpha-2 codes, separated by commas or spaces
 */
public record EnteredCondition(
    String kind, String above, String payments, String sum, String per, String countries) {
  /** Nothing is entered. */
  public static final EnteredCondition NOTHING = new EnteredCondition("", "", "", "", "", "");

  /** At most so much in US dollars, and so many payments. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private static final Pattern DOLLARS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,2})?");
  private static final NavigableSet<String> COUNTRIES =
      new TreeSet<>(Arrays.asList(Locale.getISOCountries()));

  /** A condition as it would have to be entered. */
  public static EnteredCondition of(Condition condition) {
    return switch (condition) {
      case Condition.Amount(long above) ->
          new EnteredCondition(condition.kind(), entered(above), "", "", "", "");
      case Condition.Velocity(Condition.Period period, var payments, var cents) ->
          new EnteredCondition(
              condition.kind(),
              "",
              payments.map(String::valueOf).orElse(""),
              cents.map(EnteredCondition::entered).orElse(""),
              period.word(),
              "");
      case Condition.NewRecipient(long above) ->
          new EnteredCondition(condition.kind(), above == 0 ? "" : entered(above), "", "", "", "");
      case Condition.Country(NavigableSet<String> countries) ->
          new EnteredCondition(condition.kind(), "", "", "", "", String.join(", ", countries));
    };
  }

  private static String entered(long cents) {
    return new Money(Currency.USD, cents).major().toPlainString();
  }

  /** The condition; VALIDATION_ERROR at the field that is wrong. */
  @CheckReturnValue
  public Result<Condition> checked() {
    return switch (kind) {
      case "amount" ->
          dollars("above", above, "Enter the amount in US dollars above which a payment is held.")
              .map(Condition.Amount::new);
      case "velocity" -> velocity();
      case "new-recipient" ->
          (above.isBlank()
                  ? Result.ok(0L)
                  : dollars("above", above, "Enter an amount in US dollars."))
              .map(Condition.NewRecipient::new);
      case "country" -> country();
      default ->
          Result.rejected(
              "kind",
              ErrorCode.VALIDATION_ERROR,
              "Must be amount, velocity, new-recipient or country.");
    };
  }

  private Result<Condition> velocity() {
    Optional<Condition.Period> period =
        Stream.of(Condition.Period.values()).filter(one -> one.word().equals(per)).findFirst();
    if (period.isEmpty()) {
      return Result.rejected("per", ErrorCode.VALIDATION_ERROR, "Must be hour or day.");
    }
    if (payments.isBlank() && sum.isBlank()) {
      return Result.rejected(
          "payments",
          ErrorCode.VALIDATION_ERROR,
          "Enter a maximum number of payments, a maximum sum, or both.");
    }
    if (!payments.isBlank() && !NUMBER.matcher(payments.strip()).matches()) {
      return Result.rejected(
          "payments", ErrorCode.VALIDATION_ERROR, "Enter a whole number, for example 20.");
    }
    Result<Optional<Long>> cents =
        sum.isBlank()
            ? Result.ok(Optional.empty())
            : dollars("sum", sum, "Enter a sum in US dollars.").map(Optional::of);
    Optional<Long> number =
        Optional.of(payments.strip()).filter(text -> !text.isEmpty()).map(Long::valueOf);
    return cents.map(limit -> new Condition.Velocity(period.get(), number, limit));
  }

  private Result<Condition> country() {
    NavigableSet<String> codes = new TreeSet<>();
    for (String code : countries.strip().toUpperCase(Locale.ROOT).split("[\\s,]+", -1)) {
      if (!COUNTRIES.contains(code)) {
        return Result.rejected(
            "countries",
            ErrorCode.VALIDATION_ERROR,
            "Enter country codes of two letters (ISO 3166), for example NG, KE.");
      }
      codes.add(code);
    }
    return Result.ok(new Condition.Country(codes));
  }

  private static Result<Long> dollars(String field, String text, String message) {
    String plain = text.strip();
    return DOLLARS.matcher(plain).matches()
        ? Result.ok(new BigDecimal(plain).movePointRight(Currency.USD.digits()).longValueExact())
        : Result.rejected(field, ErrorCode.VALIDATION_ERROR, message + " For example 5000.");
  }
}
