package com.remitflex.recipients;

import java.util.regex.Pattern;

/**
 * The form of a code: a pattern, and the words that tell it to a client.
 *
 * @param pattern ASCII alone: {@code \d} and library checks take digits of other scripts too
 * @param words what is expected, to follow "expected"
 */
record Format(Pattern pattern, String words) {
  private static final Pattern SPACE = Pattern.compile("(?<=[0-9A-Za-z]) (?=[0-9A-Za-z])");
  private static final Pattern SPACE_OR_HYPHEN =
      Pattern.compile("(?<=[0-9A-Za-z])[ -](?=[0-9A-Za-z])");

  static Format of(String regex, String words) {
    return new Format(Pattern.compile(regex), words);
  }

  static Format digits(int length) {
    return of("[0-9]{" + length + "}", length + " digits");
  }

  static Format digits(int shortest, int longest) {
    return of("[0-9]{" + shortest + "," + longest + "}", shortest + " to " + longest + " digits");
  }

  /** A BIC of this country: ISO 9362:2014, as ISO 20022's BICFIDec2014Identifier writes it. */
  static Format bic(String country) {
    return of(
        "[A-Z0-9]{4}" + country + "[A-Z0-9]{2}([A-Z0-9]{3})?",
        "a BIC of %s (8 or 11 upper-case characters, the fifth and sixth %s)"
            .formatted(country, country));
  }

  Format or(Format other) {
    return of(pattern + "|" + other.pattern, words + ", or " + other.words);
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }

  /** The text without the single spaces that group its characters for the eye. */
  static String withoutSpaces(String text) {
    return SPACE.matcher(trimmed(text)).replaceAll("");
  }

  static String withoutSpacesAndHyphens(String text) {
    return SPACE_OR_HYPHEN.matcher(trimmed(text)).replaceAll("");
  }

  /** Without the spaces at both ends; line breaks and other controls stay, to be refused. */
  static String trimmed(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char c) {
    return Character.getType(c) == Character.SPACE_SEPARATOR;
  }
}
