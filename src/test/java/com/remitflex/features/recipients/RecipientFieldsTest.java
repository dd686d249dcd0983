package com.remitflex.features.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Currency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stated fields agree with the rules that check a recipient. */
class RecipientFieldsTest {
  private static final String ALPHABET = "0159ADXZaz -";

  static Stream<Map.Entry<Currency, String>> places() {
    return Arrays.stream(Currency.values())
        .flatMap(currency ->
            RecipientFields.countries(currency).stream()
                .map(country -> Map.entry(currency, country)));
  }

  private static Map<String, FieldRule> rules(Map.Entry<Currency, String> place) {
    Map<String, FieldRule> rules = new HashMap<>();
    RecipientFields.of(place.getKey(), place.getValue())
        .forEach(rule -> rules.put(rule.name(), rule));
    return rules;
  }

  private static Recipient example(Map<String, FieldRule> rules) {
    return new Recipient(
        rules.get("name").example(),
        rules.get("account_number").example(),
        rules.get("bank_code").example(),
        rules.get("bank_country").example(),
        Optional.of(rules.get("address").example()));
  }

  private static Optional<ApiError> check(Recipient recipient, Map.Entry<Currency, String> place) {
    return RecipientRules.check(recipient, place.getKey(), TestAccounts.REJECTED);
  }

  @ParameterizedTest
  @MethodSource("places")
  void theExamplesTogetherAreAValidRecipient(Map.Entry<Currency, String> place) {
    Map<String, FieldRule> rules = rules(place);

    assertThat(check(example(rules), place)).isEmpty();
    rules
        .values()
        .forEach(rule ->
            rule.pattern().ifPresent(pattern -> assertThat(rule.example()).matches(pattern)));
  }

  /** Each change of one character: what the pattern excludes is rejected, and at this field. */
  @ParameterizedTest
  @MethodSource("places")
  void whatThePatternExcludesIsRejected(Map.Entry<Currency, String> place) {
    Map<String, FieldRule> rules = rules(place);
    Recipient example = example(rules);
    FieldRule number = rules.get("account_number");
    FieldRule code = rules.get("bank_code");
    int excluded = 0;
    for (String changed : changes(number.example())) {
      Recipient recipient =
          RecipientRules.stored(example.withAccountNumber(changed), place.getKey());
      if (!recipient.accountNumber().matches(number.pattern().orElseThrow())) {
        assertThat(check(recipient, place).flatMap(ApiError::field))
            .as(changed)
            .contains("recipient.account_number");
        excluded++;
      }
    }
    for (String changed : changes(code.example())) {
      Recipient recipient = RecipientRules.stored(example.withBankCode(changed), place.getKey());
      if (!recipient.bankCode().matches(code.pattern().orElseThrow())) {
        assertThat(check(recipient, place)).as(changed).isPresent();
        excluded++;
      }
    }
    assertThat(excluded).isPositive();
  }

  private static List<String> changes(String text) {
    List<String> changes = new ArrayList<>(List.of("", text + "0", text + "A", text.substring(1)));
    for (int i = 0; i < text.length(); i++) {
      for (char c : ALPHABET.toCharArray()) {
        changes.add(text.substring(0, i) + c + text.substring(i + 1));
      }
    }
    return changes;
  }

  /** The guide's table has each currency, with the example that the rules state. */
  @Test
  void theGuideHasTheExamplesOfEachCurrency() throws IOException {
    String guide = Files.readString(Path.of("docs/guides/recipients.md"));
    places()
        .filter(place -> place.getKey() != Currency.EUR)
        .forEach(place -> {
          Map<String, FieldRule> rules = rules(place);
          assertThat(guide)
              .containsPattern(
                  "\\| %s \\| %s \\|.*`%s`, `%s` \\|"
                      .formatted(
                          place.getKey(),
                          place.getValue(),
                          rules.get("account_number").example(),
                          rules.get("bank_code").example()));
        });
  }

  @Test
  void requiredFieldsAreThoseWithoutWhichARecipientIsRejected() {
    Map.Entry<Currency, String> spain = Map.entry(Currency.EUR, "ES");
    Map<String, FieldRule> rules = rules(spain);
    Recipient example = example(rules);

    assertThat(rules.get("address").required()).isFalse();
    assertThat(check(example.withAddress(Optional.empty()), spain)).isEmpty();
    assertThat(check(example.withName(""), spain)).isPresent();
    assertThat(check(example.withBankCode(""), spain)).isPresent();
    assertThat(RecipientFields.countries(Currency.USDC)).isEmpty();
  }
}
