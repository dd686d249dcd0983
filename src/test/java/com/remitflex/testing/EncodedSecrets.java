package com.remitflex.testing;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a text says once its encodings are undone, by a way of its own: pass after pass, each
 * undoing one kind of encoding in the whole text, until nothing changes.
 */
final class EncodedSecrets {
  /** Parts of a key in Base64, wherever it begins in a group. */
  private static final List<String> BASE64 =
      List.of("cmZf", "X3Rlc3Rf", "X2xpdmVf", "Zl90ZXN0", "Zl9saXZl");

  /** How encodings look, each by what is in all of them: to look for that takes much less time. */
  private static final Map<String, String> ENCODINGS =
      Map.of("%", "%[0-9a-f]{2}", "00", "u00[2-7][0-9a-f]", "&#", "&#x?[0-9a-f]+;");

  /** Rows of tables in which an encoded key could be, for PostgreSQL. */
  static final String SUSPECTS =
      Stream.of(ENCODINGS.values().stream(), Stream.of("r[^a-z0-9]+f[^a-z0-9]"), BASE64.stream())
          .flatMap(some -> some)
          .collect(joining("|"));

  private static final Map<String, Pattern> PATTERNS =
      ENCODINGS.entrySet().stream()
          .collect(
              toMap(
                  Map.Entry::getKey,
                  one -> Pattern.compile(one.getValue(), Pattern.CASE_INSENSITIVE)));

  private static final int MOST_PASSES = 8;
  private static final int LEAST_BASE64 = 60;

  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))");
  private static final Pattern REFERENCE =
      Pattern.compile("&#(?:([0-9]{1,5})|x([0-9a-fA-F]{1,4}));");
  private static final Pattern UNSEEN =
      Pattern.compile("[\\x00\\u00ad\\u200b-\\u200f\\u2060\\ufeff\\ufffd]");

  private static final List<UnaryOperator<String>> PASSES =
      List.of(
          text -> replaced(text, "%", PERCENT, found -> code(found, 16)),
          text -> replaced(text, "\\", ESCAPE, found -> code(found, 16)),
          text -> replaced(text, "&#", REFERENCE, EncodedSecrets::reference),
          text -> hasUnseen(text) ? UNSEEN.matcher(text).replaceAll("") : text);

  private EncodedSecrets() {}

  /** The text after each pass, and what is in Base64 in it. */
  static Stream<String> decoded(String text) {
    if (!isSuspect(text)) {
      return Stream.empty();
    }
    Stream.Builder<String> all = Stream.builder();
    String now = text;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String before = now;
      for (UnaryOperator<String> one : PASSES) {
        now = one.apply(now);
      }
      if (pass > 0 && now.equals(before)) {
        break;
      }
      all.add(now);
      addBase64(now, all);
    }
    return all.build();
  }

  static boolean isSuspect(String text) {
    return BASE64.stream().anyMatch(text::contains)
        || PATTERNS.entrySet().stream()
            .anyMatch(one -> text.contains(one.getKey()) && one.getValue().matcher(text).find())
        || hasSignsBetween(text);
  }

  /** Whether only signs are between the first two letters of a key, and after them. */
  private static boolean hasSignsBetween(String text) {
    for (int i = 0; i + 3 < text.length(); i++) {
      if ((text.charAt(i) | ' ') == 'r') {
        int next = i + 1;
        while (next + 1 < text.length() && !isLetterOrDigit(text.charAt(next))) {
          next++;
        }
        if (next > i + 1
            && next + 1 < text.length()
            && (text.charAt(next) | ' ') == 'f'
            && !isLetterOrDigit(text.charAt(next + 1))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isLetterOrDigit(char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
  }

  /** Whether there may be one: hardly any text has a letter from this part of Unicode. */
  private static boolean hasUnseen(String text) {
    return text.chars().anyMatch(c -> c == 0 || c == 0xad || c >= 0x200b);
  }

  private static String replaced(
      String text, String trace, Pattern pattern, Function<MatchResult, String> replacement) {
    return text.contains(trace) ? pattern.matcher(text).replaceAll(replacement) : text;
  }

  /** Each long run of the letters of Base64 may begin anywhere in a group of four. */
  private static void addBase64(String text, Stream.Builder<String> all) {
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || !isBase64(text.charAt(i))) {
        if (i - start >= LEAST_BASE64) {
          for (int skip = 0; skip < 4; skip++) {
            all.add(base64(text.substring(start, i), skip));
          }
        }
        start = i + 1;
      }
    }
  }

  private static boolean isBase64(char c) {
    return isLetterOrDigit(c) || c == '+' || c == '/' || c == '_' || c == '-';
  }

  private static String base64(String run, int skipped) {
    String plain = run.substring(skipped).replace('-', '+').replace('_', '/');
    String whole = plain.substring(0, plain.length() / 4 * 4);
    return new String(Base64.getDecoder().decode(whole), StandardCharsets.ISO_8859_1);
  }

  private static String code(MatchResult found, int radix) {
    String digits = found.group(1) == null ? found.group(2) : found.group(1);
    return java.util.regex.Matcher.quoteReplacement(
        Character.toString((char) Integer.parseInt(digits, radix)));
  }

  private static String reference(MatchResult found) {
    return code(found, found.group(1) == null ? 16 : 10);
  }
}
