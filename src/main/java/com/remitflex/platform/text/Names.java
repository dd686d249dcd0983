package com.remitflex.platform.text;

import java.text.Normalizer;
import java.util.Optional;

/**
 * The one rule for names that people give and read: of keys, accounts, people, devices and payees.
 * Two names that look the same on a page must be the same name.
 *
 * <p>Stored in NFC (Unicode Standard Annex 15), each run of spaces (general category Zs) as one
 * U+0020, without spaces at both ends. Excluded are controls, format characters (among them those
 * that change the direction of text, and the zero-width joiners that some scripts use to shape
 * words), private-use and unassigned characters, line and paragraph separators, halves of surrogate
 * pairs, default-ignorable characters (Unicode Standard, 5.21) and characters that show as a blank
 * although they count as a letter or symbol.
 */
public final class Names {
  /** What stands for a stored name in which nothing can be seen. */
  static final String NOTHING_VISIBLE = "(no visible name)";

  private Names() {}

  /** The name as it is stored; excluded characters stay, to be rejected by {@link #fault}. */
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
   * Why a name must not be used, as the end of a sentence that begins with it; empty if it may.
   *
   * @param stored the name after {@link #stored}
   * @param longest in code points
   */
  public static Optional<String> error(String stored, int longest) {
    Optional<String> excluded =
        stored.codePoints().filter(Names::isExcluded).mapToObj(Names::words).findFirst();
    if (excluded.isPresent()) {
      return excluded;
    }
    if (stored.codePoints().noneMatch(Names::isVisible)) {
      return Optional.of("is empty: expected 1 to " + longest + " characters");
    }
    return stored.codePointCount(0, stored.length()) > longest
        ? Optional.of("is too long: expected 1 to " + longest + " characters")
        : Optional.empty();
  }

  /**
   * A stored name as people see it and as it is compared: one from before this rule without what
   * the rule excludes. For every name that fits the rule, the name itself.
   */
  public static String shown(String stored) {
    StringBuilder visible = new StringBuilder(stored.length());
    // A character between two words that is excluded now is no reason to join the words.
    stored
        .codePoints()
        .map(c -> Character.isWhitespace(c) ? ' ' : c)
        .filter(c -> !isExcluded(c))
        .forEach(visible::appendCodePoint);
    String shown = stored(visible.toString());
    return shown.codePoints().anyMatch(Names::isVisible) ? shown : NOTHING_VISIBLE;
  }

  private static String words(int c) {
    return "has the character U+%04X, which is not allowed: expected no invisible characters, none"
            .formatted(c)
        + " that change the direction of the text, and no line breaks";
  }

  /** Whether it leaves a mark of its own: not a space, and not only a mark upon another. */
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
   * Fillers of Hangul, Khitan and Egyptian, the empty Braille pattern, the null notehead; and the
   * replacement character, which stands for text that was lost on its way.
   */
  private static boolean isBlank(int c) {
    return switch (c) {
      case 0x115F, 0x1160, 0x3164, 0xFFA0, 0x16FE4, 0x13441, 0x13442, 0x2800, 0x1D159, 0xFFFD ->
          true;
      default -> false;
    };
  }
}
