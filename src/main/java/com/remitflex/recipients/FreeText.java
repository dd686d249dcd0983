package com.remitflex.recipients;

import com.remitflex.errors.ApiError;
import java.util.Optional;

/**
 * The rule of a member that people write in their own words.
 *
 * @param longest in Unicode code points
 */
record FreeText(Member member, int longest) {

  /** The fault of a text that was trimmed. */
  Optional<ApiError> check(String text) {
    if (text.codePoints().allMatch(FreeText::isBlank)) {
      return refuse("is empty");
    }
    if (text.codePointCount(0, text.length()) > longest) {
      return refuse("is too long");
    }
    if (text.codePoints().anyMatch(FreeText::isForbidden)) {
      return refuse("has a control character, a line break or a broken character");
    }
    return Optional.empty();
  }

  private Optional<ApiError> refuse(String fault) {
    return member.refuse(
        "The %s %s: expected 1 to %s characters on one line."
            .formatted(member.words(), fault, longest));
  }

  private static boolean isBlank(int codePoint) {
    return Character.isSpaceChar(codePoint) || Character.getType(codePoint) == Character.FORMAT;
  }

  /**
   * Direction overrides are among them, because they make a name look like another one; and half
   * surrogate pairs, which no UTF-8 text can hold.
   */
  private static boolean isForbidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT ->
          (codePoint >= 0x202A && codePoint <= 0x202E)
              || (codePoint >= 0x2066 && codePoint <= 0x2069);
      default -> false;
    };
  }
}
