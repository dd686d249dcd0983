package com.remitflex.features.recipients;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.text.Names;
import java.util.Optional;

/**
 * The rule of a field that people write in their own words, on one line: {@link Names}.
 *
 * @param longest in Unicode code points
 */
record FreeText(RecipientField member, int longest) {

  /** The text as it is stored. */
  static String stored(String given) {
    return Names.stored(given);
  }

  /** The fault of a text that is as it is stored. */
  Optional<ApiError> check(String stored) {
    return Names.error(stored, longest)
        .flatMap(fault -> member.refuse("The %s %s.".formatted(member.words(), fault)));
  }
}
