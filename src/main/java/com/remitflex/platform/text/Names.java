package com.remitflex.platform.text;

import java.text.Normalizer;
import java.util.Optional;

/**
 * The rule for names that people choose and read: of keys, accounts, users, devices and recipients.
 * Two names that look the same on a page must be the same name.
 *
 * <p>Names are stored in NFC (Unicode Standard Annex 15), with each run of spaces (general category
 * Zs) as one U+0020 and without spaces at either end. The rule excludes controls, format characters
 * (including those that change the direction of text, and the zero-width joiners that some scripts
 * use to shape words), private-use and unassigned characters, line and paragraph separators, lone
 * surrogates, default-ignorable characters (Unicode Standard, 5.21), and letters and symbols that
 * are displayed as a blank.
 */
public final class Names {
  /** The replacement for a stored name that has no visible character. */
  static final String NOTHING_VISIBLE = "(no visible name)";

  private Names() {}

  /** The name in its stored form; excluded characters remain, and {@link #error} rejects them. */
  public static String stored(String given) {
    StringBuilder folded = new StringBuilder(given.length());
    boolean space = false;
    for (int c : Normalizer.normalize(given, Normalizer.Form.NFC).codePoints().toArray()) {
      if (Character.getType(c) == Character.SPACE_SEPARATOR) {
        space = !folded.isEmpty();
      } else {
        if (space) {
          folded.append(' ');
        }
        space = false;
        folded.appendCodePoint(c);
      }
    }
    return folded.toString();
  }

  /**
   * Why a name is invalid, as the predicate of a sentence about it; empty if it is valid.
   *
   * @param stored the name after {@link #stored}
   * @param maxLength maximum length in code points
   */
  public static Optional<String> error(String stored, int maxLength) {
    Optional<String> excluded =
        stored.codePoints().filter(Names::isExcluded).mapToObj(Names::excludedError).findFirst();
    if (excluded.isPresent()) {
      return excluded;
    }
    if (stored.codePoints().noneMatch(Names::isVisible)) {
      return Optional.of("is empty: expected 1 to " + maxLength + " characters");
    }
    return stored.codePointCount(0, stored.length()) > maxLength
        ? Optional.of("is too long: expected 1 to " + maxLength + " characters")
        : Optional.empty();
  }

  /**
   * A stored name as it is displayed and compared. A valid name is unchanged; a name from before
   * this rule loses its excluded characters.
   */
  public static String shown(String stored) {
    StringBuilder visible = new StringBuilder(stored.length());
    // An excluded character between two words must not join the words.
    stored
        .codePoints()
        .map(c -> Character.isWhitespace(c) ? ' ' : c)
        .filter(c -> !isExcluded(c))
        .forEach(visible::appendCodePoint);
    String shown = stored(visible.toString());
    return shown.codePoints().anyMatch(Names::isVisible) ? shown : NOTHING_VISIBLE;
  }

  private static String excludedError(int c) {
    return "contains the character U+%04X, which is not allowed: expected no invisible characters,"
            .formatted(c)
        + " no characters that change the direction of the text, and no line breaks";
  }

  /** Whether the character is visible by itself: not a space, and not a combining mark. */
  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.SPACE_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK ->
          false;
      default -> !isExcluded(c);
    };
  }

  private static boolean isExcluded(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isIgnorable(c) || isBlank(c);
    };
  }

  /** Default-ignorable characters of other categories (DerivedCoreProperties.txt, Unicode 16). */
  private static boolean isIgnorable(int c) {
    return c == 0x034F
        || c == 0x17B4
        || c == 0x17B5
        || (c >= 0x180B && c <= 0x180F)
        || (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0000 && c <= 0xE0FFF);
  }

  /**
   * Fillers of Hangul, Khitan and Egyptian, the blank Braille pattern, the null notehead, and the
   * replacement character, which marks text that was lost.
   */
  private static boolean isBlank(int c) {
    return switch (c) {
      case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x16FE4, 0x13441, 0x13442, 0x2800, 0x1D159, 0xFFFD ->
          true;
      default -> false;
    };
  }
}
