package com.remitflex.features.members.people;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import java.util.Optional;

/** How a person's name may look. */
public final class PersonName {
  private static final int LONGEST = 100;

  private PersonName() {}

  /** The name of someone in a table; empty for someone who has none yet. */
  public static String shown(String stored) {
    return stored.isEmpty() ? stored : Names.shown(stored);
  }

  /**
   * The name as it is kept.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (name)
   */
  public static String require(String text) {
    String name = Names.stored(text);
    Optional<String> fault = Names.error(name, LONGEST);
    if (fault.isPresent()) {
      throw ApiError.at("name", ErrorCode.VALIDATION_ERROR, "The name " + fault.get() + ".")
          .exception();
    }
    return ApiKeyText.mask(name);
  }
}
