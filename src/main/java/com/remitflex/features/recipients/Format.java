package com.remitflex.features.recipients;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The format of a code: a pattern and its description.
 *
 * <p>Separators that only group the characters are ignored: a single space of any kind (word
 * processors and bank statements print U+00A0, U+202F and U+2009), and in national numbers a single
 * hyphen or dash. Lower-case letters and the digits of other scripts are rejected: they show that
 * the text was not copied from a statement.
 *
 * @param pattern ASCII only: {@code \d} and library checks accept digits of other scripts too
 * @param description follows the word "expected" in an error message
 */
record Format(Pattern pattern, String description) {
  /** Hyphen-minus, hyphen, non-breaking hyphen, figure dash, en dash, minus sign. */
  static final String SPACE_OR_HYPHEN = "[\\p{Zs}\u2010\u2011\u2012\u2013\u2212-]";

  private static final Pattern SPACES = between("\\p{Zs}");
  private static final Pattern SPACES_AND_HYPHENS = between(SPACE_OR_HYPHEN);

  private static Pattern between(String separator) {
    return Pattern.compile("(?<=[0-9A-Za-z])" + separator + "(?=[0-9A-Za-z])");
  }

  /**
   * Territories with their own ISO 3166-1 code whose banks use the IBANs of another country.
   * Source: SWIFT, IBAN Registry (ISO 13616), "Country code includes other countries/territories"
   * of FI, FR and GB.
   */
  private static final Map<String, List<String>> TERRITORIES =
      Map.of(
          "FI", List.of("AX"),
          "FR", List.of("GF", "GP", "MQ", "RE", "PF", "TF", "YT", "NC", "BL", "MF", "PM", "WF"),
          "GB", List.of("IM", "JE", "GG"));

  static Format of(String regex, String description) {
    return new Format(Pattern.compile(regex), description);
  }

  static Format digits(int length) {
    return of("[0-9]{" + length + "}", length + " digits");
  }

  static Format digits(int minLength, int maxLength) {
    return of(
        "[0-9]{" + minLength + "," + maxLength + "}", minLength + " to " + maxLength + " digits");
  }

  /**
   * A BIC of a bank whose accounts have IBANs of this country (ISO 9362:2014, in the notation of
   * ISO 20022's BICFIDec2014Identifier). The BIC's country is the bank's own, which may be a
   * territory without IBANs of its own.
   */
  static Format bic(String country) {
    List<String> territories = TERRITORIES.getOrDefault(country, List.of());
    String countries =
        territories.isEmpty() ? country : country + "|" + String.join("|", territories);
    return of(
        "[A-Z0-9]{4}(?:" + countries + ")[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
        "a BIC of %s (8 or 11 upper-case characters, the fifth and sixth %s)"
            .formatted(country, countries.replace("|", ", ")));
  }

  Format or(Format other) {
    return of(pattern + "|" + other.pattern, description + ", or " + other.description);
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }

  /** The text without the single spaces that group its characters. */
  static String withoutSpaces(String text) {
    String trimmed = trimmed(text);
    // Most programs send none.
    return trimmed.chars().anyMatch(c -> isSpace((char) c))
        ? SPACES.matcher(trimmed).replaceAll("")
        : trimmed;
  }

  static String withoutSpacesAndHyphens(String text) {
    return SPACES_AND_HYPHENS.matcher(trimmed(text)).replaceAll("");
  }

  /** The text without spaces at both ends; line breaks and control characters stay and fail. */
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
