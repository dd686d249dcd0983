package com.remitflex.platform.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Seeded;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTextTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
  private static final String LIVE = "rf_live_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1LzITd";
  private static final String SECRET = KEY.substring(12, 47);

  @Test
  void aKeyIsShownByItsFirstAndLastFourCharacters() {
    assertThat(ApiKeyText.display(KEY)).isEqualTo("rf_test_0123…PEZZ");
    assertThat(ApiKeyText.display(LIVE)).isEqualTo("rf_live_0123…zITd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        " %s ",
        "\"%s\"",
        "Bearer %s",
        "a%sb",
        "%s\n%s",
        "%s,%s",
        "%s%s",
        "%s%s%s",
        "x_%s_y",
        "https://h/v1/payments?key=%s&a=b",
        "{\"key\":\"%s\"}",
        "rf_%s",
        "rf_test_%s",
        "%srf_live_",
        "é%s語",
        "%s=",
        "rf_test_0%s"
      })
  void aKeyIsMaskedWhereverItStands(String text) {
    String masked = ApiKeyText.mask(text.replace("%s", KEY));

    assertThat(masked).doesNotContain(SECRET).doesNotContain(KEY.substring(0, 20));
    assertThat(masked).contains("rf_test_0123…");
  }

  @Test
  void theTextAroundAKeyIsPreserved() {
    assertThat(ApiKeyText.mask("from " + KEY + " to " + LIVE + "."))
        .isEqualTo("from rf_test_0123…PEZZ to rf_live_0123…zITd.");
    assertThat(ApiKeyText.mask(KEY + LIVE)).isEqualTo("rf_test_0123…PEZZrf_live_0123…zITd");
  }

  /**
   * In a text, the key in each of these forms, the masked key takes the place of the whole form.
   */
  static Stream<Arguments> forms() {
    return Stream.of(
            KEY.replace("_", "%5F"),
            KEY.replace("_", "%5f"),
            percent(KEY),
            percent(KEY).replace("%", "%25"),
            percent(KEY).replace("%", "%25").replace("%", "%25"),
            "%72f%5Ftest_" + KEY.substring(8),
            "%%37%32" + KEY.substring(1),
            KEY.replace("rf", "\\u0072f"),
            KEY.replace("rf", "\\\\u0072f"),
            escaped(KEY, "\\u%04x"),
            escaped(KEY, "\\u%04X"),
            escaped(KEY, "\\\\\\\\u%04x"),
            escaped(KEY, "%%u%04x"),
            escaped(KEY, "\\x%02x"),
            escaped(KEY, "\\u{%x}"),
            escaped(KEY, "&#%d;"),
            escaped(KEY, "&#x%x;"),
            escaped(percent(KEY), "\\u%04x"),
            percent(escaped(KEY, "\\u%04x")),
            String.join("\0", KEY.split("")),
            String.join("\0\0\0", KEY.split("")),
            String.join("%00", KEY.split("")),
            String.join("\u200b", KEY.split("")),
            String.join("%E2%80%8B", KEY.split("")),
            String.join("\u00ad", KEY.split("")),
            String.join("\ufffd", KEY.split("")),
            wide(KEY),
            percent(wide(KEY)),
            HexFormat.of().formatHex(KEY.getBytes(UTF_8)),
            HexFormat.of().withUpperCase().formatHex(KEY.getBytes(UTF_8)),
            Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8)),
            percent(Base64.getEncoder().encodeToString(KEY.getBytes(UTF_8))))
        .map(Arguments::of);
  }

  private static String percent(String text) {
    return HexFormat.of().withUpperCase().withPrefix("%").formatHex(text.getBytes(UTF_8));
  }

  private static String escaped(String text, String form) {
    return text.chars().mapToObj(c -> form.formatted(c)).collect(Collectors.joining());
  }

  private static String wide(String text) {
    return text.chars().mapToObj(c -> Character.toString(c + 0xfee0)).collect(Collectors.joining());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void anEncodedKeyIsMaskedCompletely(String form) {
    assertThat(ApiKeyText.mask(form)).isEqualTo("rf_test_0123…PEZZ");
    assertThat(ApiKeyText.mask("a=" + form + "&b=" + form + " é"))
        .isEqualTo("a=rf_test_0123…PEZZ&b=rf_test_0123…PEZZ é");
    assertThat(ApiKeyText.candidates("x\n" + form + "\n")).containsExactly(KEY);
  }

  /** The three places in a group at which a key can begin, in both alphabets, alone and not. */
  @Test
  void aKeyInBase64IsMaskedWhereverItBegins() {
    for (String before : List.of("", "u", "us", "usr", "~~?", "user:", "\u00ff\u00ff")) {
      for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
        String form = encoder.encodeToString((before + LIVE + ":x").getBytes(ISO_8859_1));

        String masked = ApiKeyText.mask("Basic " + form);

        assertThat(masked).as(form).startsWith("Basic ").contains("rf_live_0123…zITd");
        assertThat(masked).doesNotContain(form.substring(14, 60));
        assertThat(ApiKeyText.candidates("Basic " + form)).containsExactly(LIVE);
      }
    }
    String both = Base64.getEncoder().encodeToString((KEY + LIVE).getBytes(UTF_8));
    assertThat(ApiKeyText.candidates(both)).containsExactly(KEY, LIVE);
    assertThat(ApiKeyText.mask(both)).contains("rf_test_0123…", "rf_live_0123…zITd");
    assertThat(ApiKeyText.mask(both).length()).isLessThan(50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100%25 of the amount, 50% at once, %zz and %",
        "C:\\users\\rf_test_things\\u00zz is a path, &#xzz; &#; and } \\u{ are nothing",
        "an ordinary invoice of Müller & Söhne, 72665f and cmZfdGVzdF",
        "rf%5Ftest%5Fis the beginning of a key and no more than it"
      })
  void textWithEscapesAndWithoutAKeyIsUnchanged(String text) {
    assertThat(ApiKeyText.mask(text)).isEqualTo(text);
  }

  /** A form that is made of forms, at random: found at whatever place, and nothing else changed. */
  @Test
  void aKeyInRandomFormsAtRandomPlacesIsMasked() {
    Random random = new Random(7);
    for (int round = 0; round < 3_000; round++) {
      StringBuilder form = new StringBuilder();
      for (char c : KEY.toCharArray()) {
        form.append(encoded(random, Character.toString(c), 3));
      }
      // Invisible characters after the key do not belong to it.
      String masked = ApiKeyText.mask("<" + form + ">").replaceAll("[\0\u200d]", "");

      assertThat(masked).as(form.toString()).isEqualTo("<rf_test_0123…PEZZ>");
    }
  }

  private static String encoded(Random random, String text, int most) {
    if (most == 0) {
      return text;
    }
    return switch (random.nextInt(12)) {
      case 0 -> encoded(random, percent(text), most - 1);
      case 1 -> encoded(random, escaped(text, "\\u%04x"), most - 1);
      case 2 -> encoded(random, escaped(text, "&#%d;"), most - 1);
      case 3 -> text + "\0";
      case 4 -> wide(text);
      case 5 -> text + "\u200d";
      default -> text;
    };
  }

  /** Who has half a key and its checksum has less to guess; a garbled key can be mended. */
  @Test
  void aGarbledOrHalfCopiedKeyIsMaskedToo() {
    for (int length = 32; length <= KEY.length(); length++) {
      String part = KEY.substring(0, length);
      assertThat(ApiKeyText.mask(part)).hasSize(17).startsWith("rf_test_0123…");
    }
    assertThat(ApiKeyText.mask(KEY.replace('9', 'x'))).isEqualTo("rf_test_0123…PEZZ");
    assertThat(ApiKeyText.mask(KEY + "0")).isEqualTo("rf_test_0123…EZZ0");
    assertThat(ApiKeyText.mask(KEY.replace("test", "live"))).isEqualTo("rf_live_0123…PEZZ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rf_",
        "rf_test_",
        "rf_test_0123…PEZZ",
        "a perf_test_of_things and rf_live_soon",
        "key_01JD7Z0000000000000000000A",
        "Zahlung für Straße 語 \uD83D\uDE00 \u0000",
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ"
      })
  void textWithoutAKeyIsUnchanged(String text) {
    assertThat(ApiKeyText.mask(text)).isEqualTo(text);
  }

  @Test
  void maskedTextIsUnchangedByMaskingItAgain() {
    String masked = ApiKeyText.mask("a " + KEY + LIVE);

    assertThat(ApiKeyText.mask(masked)).isEqualTo(masked);
  }

  /** No nested repetition: hostile text costs no more than its length. */
  @Test
  void longTextIsMaskedInTimeThatGrowsWithItsLength() {
    for (String text :
        List.of(
            "rf_test_".repeat(500_000) + "A".repeat(1_000_000),
            "%25".repeat(1_000_000) + "72f",
            "%".repeat(1_000_000) + "32".repeat(1_000_000),
            "\\".repeat(2_000_000) + "u0072",
            "&#".repeat(1_000_000) + "1;".repeat(500_000),
            "cmZfdGVzdF".repeat(300_000),
            "X3Rlc3Rf".repeat(300_000),
            "72665f746573745f" + "30".repeat(2_000_000),
            "72665".repeat(500_000),
            "\u200b".repeat(3_000_000))) {
      long start = System.nanoTime();
      ApiKeyText.mask(text);

      // Milliseconds on an idle machine; hours if it grew with the square of the length.
      assertThat(System.nanoTime() - start)
          .isLessThan(Seeded.limit(Duration.ofSeconds(60), Duration.ofSeconds(5)).toNanos());
    }
  }
}
