package com.remitflex.people;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.ids.ApiKeyText;
import com.remitflex.names.Names;
import java.util.Optional;

/** How a person's name may look. */
final class PersonName {
  private static final int LONGEST = 100;

  private PersonName() {}

  /** The name of someone in a table; empty for someone who has none yet. */
  static String shown(String stored) {
    return stored.isEmpty() ? stored : Names.shown(stored);
  }

  /**
   * The name as it is kept.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR (name)
   */
  static String require(String text) {
    String name = Names.stored(text);
    Optional<String> fault = Names.fault(name, LONGEST);
    if (fault.isPresent()) {
      throw ApiError.at("name", ErrorCode.VALIDATION_ERROR, "The name " + fault.get() + ".")
          .exception();
    }
    return ApiKeyText.mask(name);
  }
}
