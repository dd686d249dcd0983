package com.remitflex.platform.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.text.KeyLikeText.Found;
import com.remitflex.testing.Seeded;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The scanner finds what a search by regular expressions and for each mark by itself finds. */
class KeyLikeTextTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
  private static final int MIN_LENGTH = 32;

  private static final Pattern PLAIN =
      Pattern.compile(
          "rf_(?:live|test)_(?:(?!rf_(?:live|test)_)[0-9A-Za-z]){24,}", Pattern.CASE_INSENSITIVE);
  private static final Pattern HEX =
      Pattern.compile(
          "(?i)(?=(72665f(?:74|6c)(?:65|69)(?:73|76)(?:74|65)5f"
              + "(?:3[0-9]|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])*))72665");
  private static final List<String> MARKS =
      List.of("cmZfbGl2ZV", "cmZfdGVzdF", "X2xpdmVf", "X3Rlc3Rf", "Zl9saXZlX", "Zl90ZXN0X");

  private final Random random = new Random(7);

  @Test
  void anyMixtureOfPartsOfKeysGivesTheSame() {
    List<String> parts = parts();
    int cases = Seeded.cases(60_000, 6_000_000);
    int matched = 0;
    for (int i = 0; i < cases; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1, 9); n > 0; n--) {
        text.append(part(parts.get(random.nextInt(parts.size()))));
      }
      String mixed = text.toString();
      List<Found> expected = oracle(mixed);
      assertThat(KeyLikeText.find(mixed)).as("%s", mixed).isEqualTo(expected);
      matched += expected.isEmpty() ? 0 : 1;
    }
    assertThat(matched).isBetween(cases / 6, cases - cases / 12);
  }

  @Test
  void eachBeginningAndEachEndOfATextGivesTheSame() {
    for (String whole : parts()) {
      String text = whole + KEY + whole;
      for (int i = 0; i <= text.length(); i++) {
        assertThat(KeyLikeText.find(text.substring(i))).isEqualTo(oracle(text.substring(i)));
        assertThat(KeyLikeText.find(text.substring(0, i))).isEqualTo(oracle(text.substring(0, i)));
      }
    }
  }

  private static List<String> parts() {
    byte[] bytes = KEY.getBytes(UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    List<String> parts =
        new ArrayList<>(
            List.of(
                KEY,
                KEY.replace("test", "live"),
                KEY.toUpperCase(Locale.ROOT),
                "rf_test_",
                "RF_Live_",
                "rf_",
                "rF_liVe_0a",
                "r",
                "_",
                "é",
                "ſ",
                "0123456789abcdefABCDEFGH",
                "72665",
                hex,
                hex.toUpperCase(Locale.ROOT),
                "7266",
                "cmZfbGl2ZV",
                "X2xpdmVf",
                "Zl9saXZlX",
                "\r\n",
                "=",
                " "));
    for (String before : List.of("", "a", "ab")) {
      byte[] text = (before + KEY).getBytes(UTF_8);
      parts.add(Base64.getEncoder().encodeToString(text));
      parts.add(Base64.getUrlEncoder().encodeToString(text));
      parts.add(Base64.getMimeEncoder(20, "\n".getBytes(UTF_8)).encodeToString(text));
    }
    return parts;
  }

  /** Mostly the part, sometimes only a piece of it, or with one character changed. */
  private String part(String whole) {
    return switch (random.nextInt(6)) {
      case 0 -> whole.substring(random.nextInt(whole.length()));
      case 1 -> whole.substring(0, random.nextInt(whole.length() + 1));
      case 2 -> {
        int at = random.nextInt(whole.length());
        yield whole.substring(0, at) + (char) random.nextInt(0x20, 0x7f) + whole.substring(at + 1);
      }
      default -> whole;
    };
  }

  private static List<Found> oracle(String text) {
    List<Found> found = new ArrayList<>();
    for (Matcher plain = PLAIN.matcher(text); plain.find(); ) {
      found.add(new Found(plain.start(), plain.end(), plain.group()));
    }
    for (Matcher hex = HEX.matcher(text); hex.find(); ) {
      String digits = hex.group(1);
      if (digits.length() >= 2 * MIN_LENGTH) {
        String key = new String(HexFormat.of().parseHex(digits), UTF_8);
        found.add(new Found(hex.start(), hex.start() + digits.length(), key));
      }
    }
    for (int mark = 0; mark < MARKS.size(); mark++) {
      int at = text.indexOf(MARKS.get(mark));
      for (; at >= 0; at = text.indexOf(MARKS.get(mark), at + 1)) {
        base64(text, at, mark / 2, found);
      }
    }
    found.sort(Comparator.comparingInt(Found::from));
    return found;
  }

  /** Decodes ever longer beginnings with the JDK, as long as they are the beginning of a key. */
  private static void base64(String text, int mark, int bytesBefore, List<Found> found) {
    int group = bytesBefore == 0 ? mark : mark - 4;
    StringBuilder sextets = new StringBuilder();
    String key = "";
    int end = group;
    for (int at = group; at < text.length(); at++) {
      char c = at < 0 ? 'A' : text.charAt(at);
      if (c == '\r' || c == '\n') {
        continue;
      }
      c = c == '-' ? '+' : c == '_' ? '/' : c;
      if (!isLetterOrDigit(c) && c != '+' && c != '/') {
        break;
      }
      sextets.append(c);
      int whole = sextets.length() * 6 / 8;
      if (whole <= key.length() + bytesBefore || sextets.length() < 2) {
        continue;
      }
      String padded = sextets + "A".repeat((4 - sextets.length() % 4) % 4);
      byte[] bytes = Base64.getDecoder().decode(padded);
      String longer = new String(bytes, bytesBefore, whole - bytesBefore, ISO_8859_1);
      if (!isBeginning(longer)) {
        break;
      }
      key = longer;
      end = at + 1;
    }
    if (key.length() >= MIN_LENGTH) {
      found.add(new Found(Math.max(0, mark - bytesBefore), end, key));
    }
  }

  /** Position by position, because a mixture of both prefixes counts as one. */
  private static boolean isBeginning(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean fits =
          i < 8 ? c == "rf_test_".charAt(i) || c == "rf_live_".charAt(i) : isLetterOrDigit(c);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }
}
