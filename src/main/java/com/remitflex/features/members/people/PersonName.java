package com.remitflex.features.members.people;

import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import java.util.Optional;

/** The rules for a person's name. */
public final class PersonName {
  private static final int MAX_LENGTH = 100;

  private PersonName() {}

  /** A stored name as it is shown; empty for a person who has none. */
  public static String shown(String stored) {
    return stored.isEmpty() ? stored : Names.shown(stored);
  }

  /** The name in the form in which it is stored; rejects with VALIDATION_ERROR (name). */
  @CheckReturnValue
  public static Result<String> of(String text) {
    String name = Names.stored(text);
    Optional<String> fault = Names.error(name, MAX_LENGTH);
    return fault.isPresent()
        ? Result.rejected("name", ErrorCode.VALIDATION_ERROR, "The name " + fault.get() + ".")
        : Result.ok(ApiKeyText.mask(name));
  }
}
