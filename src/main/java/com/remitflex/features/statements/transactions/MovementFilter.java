package com.remitflex.features.statements.transactions;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.money.Currency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The conditions that the movements of a list meet.
 *
 * @param objectId the payment, off-ramp, conversion or deposit that they belong to
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record MovementFilter(
    Optional<Currency> currency,
    Optional<String> objectId,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore) {

  /** Every movement. */
  public static final MovementFilter ALL =
      new MovementFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The parameters that {@link #read} reads. */
  public static final List<String> PARAMETERS =
      Stream.of(
              Stream.of("currency"),
              Arrays.stream(MovedObject.values()).map(MovedObject::word),
              Stream.of("created_after", "created_before"))
          .flatMap(names -> names)
          .toList();

  /**
   * Reads the filter from parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  public static MovementFilter read(Query parameters) {
    return new MovementFilter(
        parameters.find("currency").map(MovementFilter::known),
        object(parameters),
        parameters.time("created_after"),
        parameters.time("created_before"));
  }

  private static Currency known(String code) {
    return Currency.find(code)
        .orElseThrow(() ->
            ApiError.at(
                    "currency",
                    ErrorCode.INVALID_CURRENCY,
                    "Must be one of: "
                        + Arrays.stream(Currency.values())
                            .map(Currency::name)
                            .collect(Collectors.joining(", "))
                        + ".")
                .exception());
  }

  private static Optional<String> object(Query parameters) {
    List<String> found = new ArrayList<>();
    for (MovedObject kind : MovedObject.values()) {
      Optional<String> id = parameters.find(kind.word());
      if (id.isEmpty()) {
        continue;
      }
      if (!kind.matches(id.get())) {
        throw Query.error(
            kind.word(), "Must be an ID that begins with `%s`.".formatted(kind.prefix()));
      }
      if (!found.isEmpty()) {
        throw Query.error(
            kind.word(), "A movement belongs to one object only. Send one of these filters.");
      }
      found.add(id.get());
    }
    return found.stream().findFirst();
  }

  public MovementFilter withCurrency(Currency only) {
    return new MovementFilter(Optional.of(only), objectId, createdAfter, createdBefore);
  }
}
