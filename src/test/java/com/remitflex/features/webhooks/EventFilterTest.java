package com.remitflex.features.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.webhooks.filter.EventFilter;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions on the fields of events. */
class EventFilterTest {
  private static final JsonNode EVENT =
      Json.exact(
          """
          {"id": "evt_1", "type": "payment.failed", "seq": 7, "environment": "sandbox",
           "data": {"payment_id": "pmt_1", "amount": 1234567890123456.123457, "currency": "USDC",
                    "is_test": true, "note": null, "text": "a \\"b\\" \\\\",
                    "metadata": {"order-id": "17", "Shop": "x"}}}
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.currency = \"USDC\"",
        "data.currency=\"USDC\"",
        "  data.currency\n=\t\"USDC\"  ",
        "data.currency != \"EURC\"",
        "data.amount = 1234567890123456.123457",
        "data.amount > 1234567890123456.123456",
        "data.amount >= 1234567890123456.1234570",
        "data.amount < 1234567890123456.123458",
        "seq <= 7",
        "seq > -1",
        "data.is_test = true",
        "not data.is_test = false",
        "data.note = null",
        "data.absent = null",
        "data.absent != \"x\"",
        "data.payment_id != null",
        "data.text = \"a \\\"b\\\" \\\\\"",
        "data.metadata.order-id = \"17\"",
        "data.metadata.Shop = \"x\"",
        "type in (\"payment.delivered\", \"payment.failed\")",
        "type = \"x\" or data.currency = \"USDC\" and seq = 7",
        "not (type = \"x\" or type = \"y\")",
        "((((seq = 7))))",
        "created_at = null"
      })
  void matches(String text) {
    assertThat(EventFilter.parse("filter", text).orElseThrow().matches(EVENT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data.currency = \"usdc\"",
        "data.amount = 1234567890123456.123456",
        "data.amount = \"1234567890123456.123457\"",
        "data.currency > 5",
        "data.is_test = \"true\"",
        "data.note != null",
        "data.absent > 0",
        "data.absent = \"\"",
        "data = \"x\"",
        "data.currency.x = \"USDC\"",
        "(type = \"x\" or data.currency = \"USDC\") and seq = 8",
        "type in (\"a\")"
      })
  void doesNotMatch(String text) {
    assertThat(EventFilter.parse("filter", text).orElseThrow().matches(EVENT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | 1",
        "` ` | 2",
        "data.currency | 14",
        "data.currency == \"USDC\" | 16",
        "data.currency = 'USDC' | 17",
        "data.currency = USDC | 17",
        "data.currency = \"USDC | 17",
        "data.currency = \"a\\n\" | 17",
        "payment.currency = \"USDC\" | 1",
        "data.currency = \"USDC\" and | 27",
        "data.currency = \"USDC\" data.amount = 1 | 24",
        "(seq = 7 | 9",
        "seq = 7) | 8",
        "seq = 007 | 8",
        "seq = 1e9 | 8",
        "seq in () | 9",
        "seq in (1 2) | 11",
        "and = 7 | 1",
        "seq = 7; drop | 8",
        "Data.currency = \"x\" | 1"
      })
  void anErrorNamesItsPosition(String text, int position) {
    Result<EventFilter> parsed = EventFilter.parse("filter", text == null ? "" : text);
    assertThat(parsed).as(text).isInstanceOf(Result.Rejected.class);
    assertThat(((Result.Rejected<EventFilter>) parsed).error().message())
        .startsWith("At character " + position + ":");
  }

  @Test
  void nestingIsLimited() {
    String deep = "(".repeat(200) + "seq = 7" + ")".repeat(200);
    assertThat(EventFilter.parse("filter", deep)).isInstanceOf(Result.Rejected.class);
    String negated = "not ".repeat(100) + "seq = 7";
    assertThat(EventFilter.parse("filter", negated)).isInstanceOf(Result.Rejected.class);
  }

  @Test
  void aLongStringIsReadWithoutRecursion() {
    String text = "type = \"" + "\\\\".repeat(240) + "\"";
    assertThat(EventFilter.parse("filter", text)).isInstanceOf(Result.Ok.class);
  }
}
