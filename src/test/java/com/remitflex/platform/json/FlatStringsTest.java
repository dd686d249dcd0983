package com.remitflex.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.testing.Seeded;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without a parser is what the parser would read. */
class FlatStringsTest {
  private static final int RUNS = 5_000;

  private static final String[] PARTS = {
    "{",
    "}",
    "\"",
    ":",
    ",",
    "a",
    "name",
    " ",
    "\u00e9",
    "\ud83d\ude00",
    "\\",
    "\\\"",
    "1",
    "null",
    "[",
    "]"
  };

  @Test
  void itReadsWhatTheParserReads() {
    Random random = Seeded.random(FlatStringsTest.class);
    for (int i = 0; i < Seeded.cases(RUNS, 1_000_000); i++) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (int field = random.nextInt(6); field > 0; field--) {
        fields.put(text(random, 4), text(random, 12));
      }
      String json = JsonWriter.text(out -> out.object(() -> fields.forEach(out::field)));

      assertThat(Json.trustedStrings(json).entrySet())
          .as(json)
          .containsExactlyElementsOf(fields.entrySet());
      FlatStrings.of(json).ifPresent(read -> assertThat(read).as(json).isEqualTo(fields));
    }
  }

  @Test
  void whateverItReadsIsAnObjectOfTheseStrings() {
    Random random = Seeded.random(FlatStringsTest.class);
    for (int i = 0; i < Seeded.cases(RUNS, 1_000_000); i++) {
      String json = "{" + text(random, 8) + "}";
      FlatStrings.of(json).ifPresent(read -> assertThat(read).as(json).isEqualTo(tree(json)));
    }
  }

  private static String text(Random random, int parts) {
    StringBuilder text = new StringBuilder();
    for (int part = random.nextInt(parts + 1); part > 0; part--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }

  @Test
  void itsOwnFormIsReadInOrder() {
    assertThat(
            FlatStrings.of("{\"name\":\"Mar\u00eda\",\"a\":\"\",\"\":\"x, y: {z}\"}")
                .orElseThrow()
                .entrySet())
        .containsExactly(
            Map.entry("name", "Mar\u00eda"), Map.entry("a", ""), Map.entry("", "x, y: {z}"));
    assertThat(FlatStrings.of("{}")).contains(Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "[]",
        "{}}",
        "{} ",
        " {}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1}",
        "{\"a\":\"b\"",
        "{\"a\":\"b\",}",
        "{\"a\":\"b\" }",
        "{\"a\": \"b\"}",
        "{\"a\":\"b",
        "{,}",
        "{\"a\":\"b\"}x",
        "{\"a\":\"\\n\"}",
        "{\"a\":{}}",
        "{\"a\":\"b\"\"c\":\"d\"}"
      })
  void anyOtherFormIsLeftToTheParser(String json) {
    assertThat(FlatStrings.of(json)).isEmpty();
  }

  private static Map<String, String> tree(String json) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : Json.trusted(json).properties()) {
      fields.put(field.getKey(), field.getValue().asText());
    }
    return fields;
  }
}
