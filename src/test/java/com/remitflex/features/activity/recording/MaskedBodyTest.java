package com.remitflex.features.activity.recording;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.http.api.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored of a body: its JSON without secrets. */
class MaskedBodyTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";

  private static String kept(String body) {
    return kept(body.getBytes(UTF_8));
  }

  private static String kept(byte[] body) {
    return new String(MaskedBody.of(body), UTF_8);
  }

  /** With two bytes per character, fewer are captured than may be stored: nothing else is cut. */
  @Test
  void noPartOfASecretRemainsWhenABodyIsCut() {
    int handed = Exchange.MAX_CAPTURED_BODY;
    for (int there = 9; there <= KEY.length(); there++) {
      int before = handed - there - 2;
      String text = "[\"" + "é".repeat(before / 2) + "-".repeat(before % 2) + KEY + "\"]";
      byte[] body = Arrays.copyOf(text.getBytes(UTF_8), handed);

      assertThat(kept(body)).as("%s characters", there).doesNotContain("rf_test_01234");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"key\": \"abc\"} | {\"key\":\"…\"}",
        "{\"a\":1,\"secret\" : \"x\\\"y\",\"b\":2} | {\"a\":1,\"secret\":\"…\",\"b\":2}",
        "{\"keys\": \"abc\"} | {\"keys\":\"abc\"}",
        "{\"error\":{\"code\":\"NOT_FOUND\"}} | {\"error\":{\"code\":\"NOT_FOUND\"}}",
        "{\"metadata\":{\"code\":\"7\",\"key\":\"a\",\"token\":\"b\",\"secret\":\"c\"}} |"
            + " {\"metadata\":{\"code\":\"7\",\"key\":\"a\",\"token\":\"b\",\"secret\":\"c\"}}",
        "[{\"key\": \"abc\"}] | [{\"key\":\"abc\"}]"
      })
  void onlyFieldsThatContainSecretsAreMaskedByName(String body, String masked) {
    assertThat(kept(body)).isEqualTo(masked);
  }

  @Test
  void aKeyIsMaskedInValuesAndNamesHoweverItIsEscaped() {
    String escaped =
        KEY.chars().mapToObj(c -> "\\u%04x".formatted(c)).collect(Collectors.joining());
    for (String form :
        List.of(KEY, escaped, KEY.replace("_", "%5F"), KEY.replace("rf", "\\u0072f"))) {
      assertThat(kept("{\"metadata\": {\"" + form + "\": [\"a " + form + "\", 1.50, true, null]}}"))
          .isEqualTo(
              "{\"metadata\":"
                  + "{\"rf_test_0123…PEZZ\":[\"a rf_test_0123…PEZZ\",1.50,true,null]}}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KEY,
        "key=" + KEY,
        "{\"a\": \"" + KEY + "\"",
        "{\"a\": 1} " + KEY,
        "{\"a\": 1} {}",
        "{'a': '" + KEY + "'}",
        "\ufeff{}",
        " "
      })
  void onlyTheLengthIsStoredOfABodyThatIsNotJson(String body) {
    assertThat(kept(body)).isEqualTo("(not JSON, " + body.getBytes(UTF_8).length + " bytes)");
  }

  @Test
  void anUnpairedSurrogateIsReplaced() {
    assertThat(kept("[\"a\\ud800b\",\"?\"]")).isEqualTo("[\"a\ufffdb\",\"?\"]");
    assertThat(kept("[\"é?\\udc00\"]")).isEqualTo("[\"é?\ufffd\"]");
  }

  @Test
  void onlyTheLengthIsStoredOfABodyThatIsNotUtf8() {
    String body = "{\"a\": \"" + KEY + "\"}";

    assertThat(kept(body.getBytes(UTF_16LE))).isEqualTo("(not JSON, 132 bytes)");
    assertThat(kept(("{\"a\": \"é" + KEY + "\"}").getBytes(ISO_8859_1)))
        .isEqualTo("(not JSON, 67 bytes)");
    assertThat(kept(Arrays.copyOf((KEY + "é").getBytes(UTF_16LE), Exchange.MAX_CAPTURED_BODY)))
        .isEqualTo("(not JSON, more than 4 KiB)");
  }

  @Test
  void aLongBodyIsStoredUpToItsLastCompleteValue() {
    String value = "\"" + "🗝".repeat(100) + "\",";
    byte[] body =
        Arrays.copyOf(("[" + value.repeat(20)).getBytes(UTF_8), Exchange.MAX_CAPTURED_BODY);

    assertThat(kept(body)).isEqualTo("[" + value.repeat(10).replaceFirst(",$", ""));
    assertThat(kept("[" + "1".repeat(4_500)).strip()).isEqualTo("[");
    assertThat(kept("")).isEmpty();
  }
}
