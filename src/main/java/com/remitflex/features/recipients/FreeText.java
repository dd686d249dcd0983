package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.text.Names;
import java.util.Optional;

/**
 * The rule for a field with one line of free text: that of {@link Names}.
 *
 * @param maxLength in Unicode code points
 */
record FreeText(RecipientField field, int maxLength) {

  /** The text as it is stored. */
  static String stored(String given) {
    return Names.stored(given);
  }

  /** The error of a text in its stored form. */
  Optional<ApiError> check(String stored) {
    return Names.error(stored, maxLength)
        .flatMap(error -> field.reject("The %s %s.".formatted(field.label(), error)));
  }
}
