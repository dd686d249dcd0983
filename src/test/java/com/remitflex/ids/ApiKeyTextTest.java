package com.remitflex.ids;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  void whatStandsAroundAKeyIsKept() {
    assertThat(ApiKeyText.mask("from " + KEY + " to " + LIVE + "."))
        .isEqualTo("from rf_test_0123…PEZZ to rf_live_0123…zITd.");
    assertThat(ApiKeyText.mask(KEY + LIVE)).isEqualTo("rf_test_0123…PEZZrf_live_0123…zITd");
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
    String text = "rf_test_".repeat(500_000) + "A".repeat(1_000_000);
    long start = System.nanoTime();
    ApiKeyText.mask(text);

    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
  }
}
