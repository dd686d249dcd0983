package com.remitflex.platform.http.api;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Fuzzed;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Any text as an amount in each currency. */
public class AmountFuzz {
  @FuzzTest(maxDuration = "60s")
  public void anAcceptedAmountIsExact(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    for (Currency currency : Currency.values()) {
      Fuzzed.parsed(() -> amount(text, currency))
          .ifPresent(money -> {
            require(money.minor() > 0, "not positive");
            require(amount(money.major().toPlainString(), currency).equals(money), "another");
            BigDecimal written = number(text).value();
            require(money.major().compareTo(written) == 0, "rounded");
          });
    }
  }

  private static JsonValue.Number number(String text) {
    return body(text).requireNumber("amount");
  }

  private static Money amount(String text, Currency currency) {
    return body(text).money("amount", number(text), currency);
  }

  private static JsonObject body(String text) {
    return JsonReader.object(("{\"amount\":" + text + "}").getBytes(StandardCharsets.UTF_8));
  }
}
