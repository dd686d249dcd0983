package com.remitflex.testing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a text says once its encodings are undone, by a way of its own: pass after pass, each
 * undoing one kind of encoding in the whole text, until nothing changes.
 */
final class EncodedSecrets {
  /** Rows of tables in which an encoded key could be, for PostgreSQL. */
  static final String SUSPECTS =
      "%[0-9a-f]{2}|u00[2-7][0-9a-f]|&#x?[0-9a-f]+;|r[^a-z0-9]+f[^a-z0-9]|cmZf|X3Rlc3Rf|X2xpdmVf"
          + "|Zl90ZXN0|Zl9saXZl";

  private static final Pattern SUSPECT = Pattern.compile(SUSPECTS, Pattern.CASE_INSENSITIVE);

  private static final int MOST_PASSES = 8;

  private static final Pattern PERCENT = Pattern.compile("%([0-9a-fA-F]{2})");
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))");
  private static final Pattern REFERENCE =
      Pattern.compile("&#(?:([0-9]{1,5})|x([0-9a-fA-F]{1,4}));");
  private static final Pattern UNSEEN =
      Pattern.compile("[\\x00\\u00ad\\u200b-\\u200f\\u2060\\ufeff\\ufffd]");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{60,}");

  private static final List<UnaryOperator<String>> PASSES =
      List.of(
          text -> PERCENT.matcher(text).replaceAll(found -> code(found, 16)),
          text -> ESCAPE.matcher(text).replaceAll(found -> code(found, 16)),
          text -> REFERENCE.matcher(text).replaceAll(EncodedSecrets::reference),
          text -> UNSEEN.matcher(text).replaceAll(""));

  private EncodedSecrets() {}

  /** The text after each pass, and what is in Base64 in it. */
  static Stream<String> decoded(String text) {
    Stream.Builder<String> all = Stream.builder();
    if (!SUSPECT.matcher(text).find()) {
      return Stream.empty();
    }
    String now = text;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String before = now;
      for (UnaryOperator<String> one : PASSES) {
        now = one.apply(now);
      }
      all.add(now);
      BASE64
          .matcher(now)
          .results()
          .flatMap(run -> IntStream.range(0, 4).mapToObj(skip -> base64(run.group(), skip)))
          .forEach(all::add);
      if (now.equals(before)) {
        break;
      }
    }
    return all.build();
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
