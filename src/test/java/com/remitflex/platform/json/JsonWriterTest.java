package com.remitflex.platform.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Seeded;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The text of {@link JsonWriter}, compared with that of a tree. */
class JsonWriterTest {
  private static final String[] SPECIAL = {
    "\"", "\\", "/", "\b", "\t", "\n", "\f", "\r", "\u0000", "\u001f", "\u007f", "\u2028", "é", "日",
    "😀", "a", "{", "[", ":", ","
  };

  @Test
  void anObjectIsWrittenAsItsTreeIs() {
    Instant time = Instant.parse("2027-01-31T10:00:00Z");
    ObjectNode tree = Json.object();
    tree.put("text", "a");
    tree.put("empty", "");
    tree.put("amount", new BigDecimal("1E+3"));
    tree.put("count", Long.MIN_VALUE);
    tree.put("flag", true);
    tree.putNull("none");
    tree.put("at", Json.time(time));
    tree.putObject("inner").put("x", "y").putObject("nothing");
    tree.putArray("list").addObject().put("n", 1);
    tree.withArray("list").addObject().put("n", 2);
    tree.putArray("no_elements");
    tree.putArray("nodes").add(Json.object().put("a", "b")).add(Json.object());
    tree.put("last", "z");

    String text =
        JsonWriter.text(out ->
            out.object(() -> {
              out.field("text", "a");
              out.field("empty", "");
              out.field("amount", new BigDecimal("1E+3"));
              out.field("count", Long.MIN_VALUE);
              out.field("flag", true);
              out.nullField("none");
              out.field("at", time);
              out.name("inner")
                  .object(() -> {
                    out.field("x", "y");
                    out.name("nothing").object(() -> {});
                  });
              out.name("list").array(List.of(1, 2), n -> out.object(() -> out.field("n", n)));
              out.name("no_elements").array(List.of(), n -> {});
              out.name("nodes")
                  .array(List.of(Json.object().put("a", "b"), Json.object()), out::node);
              out.field("last", "z");
            }));

    assertThat(text).isEqualTo(Json.text(tree));
  }

  @Test
  void everyStringIsEscapedAsInATree() {
    Random random = Seeded.random(JsonWriterTest.class);
    for (int i = 0; i < Seeded.cases(2_000, 200_000); i++) {
      String value = string(random);
      String name = string(random);
      String expected = Json.text(Json.object().put(name, value));

      assertThat(JsonWriter.text(out -> out.object(() -> out.field(name, value))))
          .isEqualTo(expected);
      assertThat(JsonWriter.bytes(out -> out.object(() -> out.field(name, value))))
          .isEqualTo(expected.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      text.append(
          random.nextInt(3) == 0
              ? Character.toString(random.nextInt(0xd800))
              : SPECIAL[random.nextInt(SPECIAL.length)]);
    }
    return text.toString();
  }

  @Test
  void anAmountIsWrittenAsItsMajorUnits() {
    Random random = Seeded.random(JsonWriterTest.class);
    List<Long> edges =
        List.of(0L, 1L, -1L, 10L, -50L, 999_999L, 1_000_000L, Long.MAX_VALUE, Long.MIN_VALUE);
    for (Currency currency : Currency.values()) {
      edges.forEach(minor -> assertIsMajor(new Money(currency, minor)));
      for (int i = 0; i < Seeded.cases(500, 100_000); i++) {
        long digits = random.nextLong() >> random.nextInt(64);
        long zeros = (long) Math.pow(10, random.nextInt(8));
        assertIsMajor(new Money(currency, digits / zeros * zeros));
      }
    }
  }

  private static void assertIsMajor(Money amount) {
    assertThat(JsonWriter.text(out -> out.object(() -> out.field("amount", amount))))
        .isEqualTo("{\"amount\":" + amount.major().toPlainString() + "}");
  }

  @Test
  void timesHaveMillisecondsAlways() {
    assertThat(Json.time(Instant.parse("2027-01-31T10:00:00Z")))
        .isEqualTo("2027-01-31T10:00:00.000Z");
    assertThat(Json.time(Instant.parse("2027-01-31T10:00:00.0129Z")))
        .isEqualTo("2027-01-31T10:00:00.012Z");
    assertThat(Json.time(Instant.parse("1969-12-31T23:59:59.999999Z")))
        .isEqualTo("1969-12-31T23:59:59.999Z");
    assertThat(Json.time(Instant.parse("9999-12-31T23:59:59.999Z")))
        .isEqualTo("9999-12-31T23:59:59.999Z");
  }

  @Test
  void anExactTimeIsReadAsTheSameInstant() {
    for (String text :
        List.of(
            "2027-01-31T10:00:00Z",
            "2027-01-31T10:00:00.012900001Z",
            "1969-12-31T23:59:59.999999999Z",
            "+12027-01-31T10:00:00.5Z",
            "-0001-01-31T10:00:00Z")) {
      Instant instant = Instant.parse(text);
      assertThat(Instant.parse(Json.exactTime(instant))).isEqualTo(instant);
    }
    assertThat(Json.exactTime(Instant.parse("2027-01-31T10:00:00.5Z")))
        .isEqualTo("2027-01-31T10:00:00.500000000Z");
  }
}
