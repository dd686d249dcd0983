package com.remitflex.features.recipients;

import static com.remitflex.testing.Fuzzed.require;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Any lines as the fields of a recipient, in each currency. */
public class RecipientRulesFuzz {
  @FuzzTest(maxDuration = "60s")
  public void anAcceptedRecipientIsAcceptedAsItIsStored(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 5);
    if (lines.length < 4) {
      return;
    }
    Optional<String> address = lines.length < 5 ? Optional.empty() : Optional.of(lines[4]);
    Recipient given = new Recipient(lines[0], lines[1], lines[2], lines[3], address);
    for (Currency currency : Currency.values()) {
      for (TestAccounts tests : TestAccounts.values()) {
        check(given, currency, tests);
      }
    }
  }

  private static void check(Recipient given, Currency currency, TestAccounts tests) {
    Recipient stored = Fuzzed.parsed(() -> RecipientRules.stored(given, currency)).orElseThrow();
    boolean accepted =
        Fuzzed.parsed(() -> RecipientRules.check(given, currency, tests)).orElseThrow().isEmpty();

    require(RecipientRules.stored(stored, currency).equals(stored), "stored twice");
    require(
        RecipientRules.check(stored, currency, tests).isEmpty() == accepted,
        "judged in another way when stored");
  }
}
