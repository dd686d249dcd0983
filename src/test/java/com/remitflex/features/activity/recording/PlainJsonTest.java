package com.remitflex.features.activity.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is copied without a parser is what the parser and the writer of JSON make of it. */
class PlainJsonTest {
  private static final List<byte[]> SECRETS =
      Stream.of("key", "secret", "password").map(name -> name.getBytes(UTF_8)).toList();
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "Maria Garcia",
          "é語🗝",
          "{[,:]}",
          "true",
          "pmt_0123456789ABCDEFGHJKMNPQRS",
          "a text that is longer than the shortest one that is masked",
          "ein längerer Text, der auch länger ist als der kürzeste maskierte",
          "50% of everything & more than that, in a text that is long enough",
          KEY,
          "before " + KEY + " after",
          KEY.replace("rf", "%72f"),
          "quote \" and backslash \\ and tab \t");
  private static final List<String> NAMES = List.of("amount", "key", "secret", "", "é", KEY, "id");
  private static final List<String> NUMBERS =
      List.of("0", "-0", "1.50", "1e5", "-12.3E-7", "25", "01", "1.", ".5", "-", "+1", "1e", "NaN");
  private static final String CHANGES = "{}[],:\"\\ \n\t0-.etrue\f\0\u00a0";

  private final Random random = new Random(11);

  private static Optional<String> parsed(String text) {
    return MaskedBody.written(text, false);
  }

  private static Optional<String> copied(String text) {
    return PlainJson.of(text.getBytes(UTF_8), SECRETS).map(copy -> new String(copy, UTF_8));
  }

  @Test
  void whatIsCopiedIsWhatIsParsedAndWritten() {
    int copied = 0;
    for (int i = 0; i < 100_000; i++) {
      String text = spaced(Json.text(random.nextInt(20) == 0 ? value(0) : container(0)));
      if (random.nextInt(3) == 0) {
        // Half of a pair of surrogates cannot arrive: a body is in UTF-8.
        text = new String(damaged(text).getBytes(UTF_8), UTF_8);
      }
      Optional<String> plain = copied(text);
      if (plain.isPresent()) {
        assertThat(plain).as(text).isEqualTo(parsed(text));
        copied++;
      }
    }
    assertThat(copied).isBetween(20_000, 90_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ 1 , 2 ] ",
        "{\"amount\":25,\"recipient\":{\"name\":\"María\"},\"list\":[true,false,null,-1.5e+3]}",
        "{\"data\":{\"key\":\"a\"}}",
        "[{\"key\":\"a\"}]",
        "{\"keys\":1}",
        "{\"reference\":\"a text that is longer than the shortest one that is masked\"}"
      })
  void anOrdinaryBodyNeedsNoParser(String body) {
    assertThat(copied(body)).isPresent().isEqualTo(parsed(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "\"a\"",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,}",
        "[] []",
        "[]x",
        "[\"\\u0041\"]",
        "{\"key\":\"a\"}",
        "{\"password\":1}",
        "[\"rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ\"]",
        "[truex]",
        "[01]",
        "[1 2]",
        "[\"a\" \"b\"]",
        "{\"a\" 1}",
        "[}",
        "{]"
      })
  void anythingElseIsLeftToTheParser(String body) {
    assertThat(copied(body)).isEmpty();
  }

  @Test
  void deepNestingIsLeftToTheParser() {
    assertThat(copied("[".repeat(60) + "]".repeat(60))).isPresent();
    assertThat(copied("[".repeat(61) + "]".repeat(61))).isEmpty();
  }

  private JsonNode container(int depth) {
    if (random.nextBoolean()) {
      ArrayNode array = Json.array();
      for (int n = random.nextInt(4); n > 0; n--) {
        array.add(value(depth + 1));
      }
      return array;
    }
    ObjectNode object = Json.object();
    for (int n = random.nextInt(4); n > 0; n--) {
      object.set(NAMES.get(random.nextInt(NAMES.size())), value(depth + 1));
    }
    return object;
  }

  private JsonNode value(int depth) {
    return switch (random.nextInt(depth > 4 ? 4 : 6)) {
      case 0 -> Json.array().add(random.nextInt(-5, 5_000)).path(0);
      case 1 -> Json.array().add(random.nextBoolean()).path(0);
      case 2 -> Json.array().addNull().path(0);
      case 3 -> Json.array().add(TEXTS.get(random.nextInt(TEXTS.size()))).path(0);
      default -> container(depth);
    };
  }

  /** With white space around some of its signs. */
  private String spaced(String json) {
    if (random.nextBoolean()) {
      return json;
    }
    String space = List.of(" ", "\n", "\r\n  ", "\t").get(random.nextInt(4));
    StringBuilder spaced = new StringBuilder();
    for (char c : json.toCharArray()) {
      boolean isSign = "{}[],:".indexOf(c) >= 0 && random.nextBoolean();
      spaced.append(isSign ? space + c + space : String.valueOf(c));
    }
    return spaced.toString();
  }

  /** With one character removed, replaced or added, or with an odd number. */
  private String damaged(String json) {
    int at = random.nextInt(json.length());
    char other = CHANGES.charAt(random.nextInt(CHANGES.length()));
    return switch (random.nextInt(4)) {
      case 0 -> json.substring(0, at) + json.substring(at + 1);
      case 1 -> json.substring(0, at) + other + json.substring(at + 1);
      case 2 -> json.substring(0, at) + other + json.substring(at);
      default -> json.replaceFirst("true|[0-9]+", NUMBERS.get(random.nextInt(NUMBERS.size())));
    };
  }
}
