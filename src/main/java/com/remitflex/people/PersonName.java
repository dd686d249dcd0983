package com.remitflex.people;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.ids.ApiKeyText;

/** How a person's name may look. */
final class PersonName {
  private static final int LONGEST = 100;

  private PersonName() {}

  /**
   * The name as it is kept.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR (name)
   */
  static String require(String text) {
    String name = text.strip();
    if (name.isEmpty()
        || name.length() > LONGEST
        || name.chars().anyMatch(Character::isISOControl)) {
      throw ApiError.at(
              "name",
              ErrorCode.VALIDATION_ERROR,
              "A name has 1 to " + LONGEST + " characters, without control characters.")
          .exception();
    }
    return ApiKeyText.mask(name);
  }
}
