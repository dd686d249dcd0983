package com.remitflex.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in responses. */
class JsonTest {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T04:01:48.268Z, 2026-11-24T04:01:48.268Z",
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05.000Z",
    "2024-02-29T23:59:59.999999999Z, 2024-02-29T23:59:59.999Z",
    "1969-12-31T23:59:59.001Z, 1969-12-31T23:59:59.001Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59.000Z",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000Z",
    "-0001-01-01T00:00:00Z, -0001-01-01T00:00:00.000Z"
  })
  void aTimeIsInUtcWithMilliseconds(Instant time, String text) {
    assertThat(Json.time(time)).isEqualTo(text);
  }

  @Test
  void anyTimeIsWrittenAsTheLibraryWritesIt() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-80_000_000_000L, 300_000_000_000L), random.nextInt(1_000_000_000));

      assertThat(Json.time(time)).isEqualTo(FORMAT.format(time));
    }
  }

  @Test
  void stringsAreWrittenAsATreeIsWritten() {
    Map<String, String> strings = new TreeMap<>();
    strings.put("user-agent", "\"é\u2028\u0000\\ \uD83D\uDE00");
    strings.put("accept", "");

    ObjectNode tree = Json.object();
    strings.forEach(tree::put);
    assertThat(Json.text(strings)).isEqualTo(Json.text(tree)).startsWith("{\"accept\":\"\",");
    assertThat(Json.text(Map.of())).isEqualTo("{}");
  }
}
