package com.remitflex.features.recipients;

import static com.remitflex.features.recipients.Recipients.assertAccepted;
import static com.remitflex.features.recipients.Recipients.assertRejected;
import static com.remitflex.features.recipients.Recipients.recipient;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.recipients.Recipients.Example;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Currency;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for recipients of every country. */
class RecipientRulesTest {
  private static final Recipient VALID = recipient("US", "000123456789", "021000021");

  static List<Example> valid() {
    return Recipients.VALID;
  }

  static Stream<String> nonsense() {
    return Stream.of(
        "",
        " ",
        "-",
        "\0",
        "1\0",
        "１２３４５６７８９０１２３４５６７８",
        "٠١٢٣٤٥٦٧٨٩",
        "abcdefghij",
        "ABCDEFGHIJ",
        "12345678901234567890123456789012345",
        "0000000000",
        "1 ".repeat(5_000),
        "1".repeat(10_000),
        "A".repeat(10_000),
        "'; DROP TABLE recipients; --",
        "\uD800");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validRecipientIsAccepted(Example example) {
    assertThat(example.check(example.recipient())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validRecipientIsStoredAsItIs(Example example) {
    assertThat(RecipientRules.stored(example.recipient(), example.currency()))
        .isEqualTo(example.recipient());
  }

  @ParameterizedTest
  @MethodSource("valid")
  void groupsAreAcceptedAndStoredWithoutSpaces(Example example) {
    Recipient recipient = example.recipient();
    String grouped = recipient.accountNumber().replaceAll("(.{4})(?=.)", "$1 ");
    Recipient pasted = recipient.withAccountNumber(" " + grouped + " ");

    assertThat(example.check(pasted)).isEmpty();
    assertThat(RecipientRules.stored(pasted, example.currency())).isEqualTo(recipient);
  }

  /** As word processors, PDF statements and SWIFT's own documents group them. */
  @ParameterizedTest
  @MethodSource("valid")
  void groupsOfAnySpaceAreAcceptedAndStoredWithoutIt(Example example) {
    Recipient recipient = example.recipient();
    for (char space : new char[] {'\u00A0', '\u202F', '\u2009', '\u2007', '\u3000'}) {
      Recipient pasted =
          recipient
              .withAccountNumber(
                  space + recipient.accountNumber().replaceAll("(.{4})(?=.)", "$1" + space))
              .withBankCode(recipient.bankCode() + space);

      assertThat(example.check(pasted)).as("U+%04X", (int) space).isEmpty();
      assertThat(RecipientRules.stored(pasted, example.currency())).isEqualTo(recipient);
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void doubleSpacesAreRejected(Example example) {
    String number = example.recipient().accountNumber();
    String spaced = number.substring(0, 4) + "  " + number.substring(4);
    assertRejected(example.check(example.recipient().withAccountNumber(spaced)), "account_number");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void theErrorNamesAnInvalidField(Example example) {
    Recipient recipient = example.recipient();
    nonsense()
        .forEach(text -> {
          assertRejected(example.check(recipient.withBankCountry(text)), "bank_country");
          assertRejected(example.check(recipient.withAccountNumber(text)), "account_number");
          assertRejected(example.check(recipient.withBankCode(text)), "bank_code");
        });
  }

  @ParameterizedTest
  @MethodSource("valid")
  void digitsOfOtherScriptsAreRejected(Example example) {
    String number = example.recipient().accountNumber();
    for (int zero : new int[] {'０', '٠', '०', 0x1D7CE}) {
      StringBuilder changed = new StringBuilder();
      number
          .chars()
          .forEach(c -> changed.appendCodePoint(c >= '0' && c <= '9' ? zero + c - '0' : c));
      assertRejected(
          example.check(example.recipient().withAccountNumber(changed.toString())),
          "account_number");
    }
  }

  @ParameterizedTest
  @MethodSource("valid")
  void messagesNeverContainTheAccountNumber(Example example) {
    Recipient recipient = example.recipient();
    String number = recipient.accountNumber();
    String other = number.substring(0, number.length() - 1) + "?";
    Stream.of(
            recipient.withName(number).withBankCountry(number),
            recipient.withBankCode("?"),
            recipient.withAccountNumber(other),
            recipient.withAccountNumber(number.substring(0, number.length() - 1) + "8"))
        .map(example::check)
        .flatMap(Optional::stream)
        .map(ApiError::message)
        .forEach(message ->
            assertThat(message)
                .doesNotContain(number.substring(4))
                .doesNotContain(number.substring(0, number.length() - 1)));
  }

  @Test
  void theTextOfARecipientContainsNoAccountNumber() {
    assertThat(VALID.toString()).doesNotContain(VALID.accountNumber());
  }

  @Test
  void errorsHaveAFixedOrder() {
    Recipient wrong = new Recipient("", "?", "?", "?", Optional.of(""));
    assertRejected(Currency.USD, wrong, "name");
    wrong = wrong.withName("Ana");
    assertRejected(Currency.USD, wrong, "bank_country");
    wrong = wrong.withBankCountry("US");
    assertRejected(Currency.USD, wrong, "account_number");
    wrong = wrong.withAccountNumber("000123456789");
    assertRejected(Currency.USD, wrong, "bank_code");
    wrong = wrong.withBankCode("021000021");
    assertRejected(Currency.USD, wrong, "address");
    assertAccepted(Currency.USD, wrong.withAddress(Optional.of("1 Main Street")));
  }

  @Nested
  class Texts {

    @ParameterizedTest
    @ValueSource(strings = {"A", "Ana García", "李小龍", "علیرضا", "O'Brien & Söhne #3", "👩👧"})
    void wordsOfAnyScriptAreAccepted(String text) {
      assertAccepted(Currency.USD, VALID.withName(text));
      assertAccepted(Currency.USD, VALID.withAddress(Optional.of(text)));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          "\u00A0\u2003",
          "\u200B\u200B",
          "\0",
          "Ana\0",
          "Ana\n",
          "\tAna",
          "Ana\r\nGarcía",
          "Ana\u007F",
          "Ana\u0085",
          "Ana\u2028",
          "Ana\u202Eaicra\u0301G",
          "Ana\u2066",
          "Ana \uD83D",
          "\uDC69 Ana",
          "Ana\u200BGarcia",
          "Ana\u00AD",
          "\uFEFFAna",
          "\u0639\u0644\u06CC\u200C\u0631\u0636\u0627",
          "\uD83D\uDC69\u200D\uD83D\uDC67",
          "Ana\u2060",
          "Ana\uE000",
          "\u3164"
        })
    void emptyOrControlCharactersAreRejected(String text) {
      assertRejected(Currency.USD, VALID.withName(text), "name");
      assertRejected(Currency.USD, VALID.withAddress(Optional.of(text)), "address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", "漢", "👩"})
    void lengthIsInCharactersAfterTrimming(String one) {
      assertAccepted(Currency.USD, VALID.withName("  " + one.repeat(140) + "  "));
      assertRejected(Currency.USD, VALID.withName(one.repeat(141)), "name");
      assertRejected(Currency.USD, VALID.withName(one.repeat(10_000)), "name");
      assertAccepted(Currency.USD, VALID.withAddress(Optional.of(one.repeat(500) + " ")));
      assertRejected(Currency.USD, VALID.withAddress(Optional.of(one.repeat(501))), "address");
    }

    @Test
    void textIsStoredInOneForm() {
      Recipient pasted =
          VALID
              .withName("Ana\u00A0 Garci\u0301a")
              .withAddress(Optional.of("Calle\u20091,\u3000Madrid"));

      assertAccepted(Currency.USD, pasted);
      assertThat(RecipientRules.stored(pasted, Currency.USD))
          .isEqualTo(VALID.withName("Ana García").withAddress(Optional.of("Calle 1, Madrid")));
    }

    @Test
    void storedTextIsTrimmed() {
      Recipient pasted = VALID.withName("\u00A0 Ana García ").withAddress(Optional.of(" Madrid "));
      assertThat(RecipientRules.stored(pasted, Currency.USD))
          .isEqualTo(VALID.withName("Ana García").withAddress(Optional.of("Madrid")));
    }
  }

  @Nested
  class Countries {

    @ParameterizedTest
    @CsvSource({
      "EUR,ES", "GBP,GB", "MXN,MX", "PHP,PH", "NGN,NG", "USD,US", "KES,KE", "BRL,BR", "INR,IN",
      "CAD,CA"
    })
    void aCurrencyIsPaidOnlyInItsOwnCountries(Currency currency, String own) {
      for (String country : Locale.getISOCountries()) {
        if (!country.equals(own) && currency != Currency.EUR) {
          assertRejected(currency, VALID.withBankCountry(country), "bank_country");
        }
      }
      assertRejected(currency, VALID.withBankCountry(own).withAccountNumber(""), "account_number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "us", "Us", "USA", "U", "UK", "XX", "ZZ", "EU", "US ", "ＵＳ", "U\0"})
    void unknownCountryIsRejected(String country) {
      assertRejected(Currency.USD, VALID.withBankCountry(country), "bank_country");
    }

    @ParameterizedTest
    @ValueSource(strings = {"US", "RU", "TR", "UA", "XK", "FO", "GL", "RE", "AX", "JE"})
    void euroIsNotPaidOutsideSepa(String country) {
      assertRejected(Currency.EUR, VALID.withBankCountry(country), "bank_country");
    }

    @Test
    void everyCountryOfTheTableIsAnIsoCountry() {
      for (Currency currency : Currency.values()) {
        assertThat(Arrays.asList(Locale.getISOCountries()))
            .containsAll(Destinations.countries(currency));
      }
    }

    @ParameterizedTest
    @EnumSource(Currency.class)
    void everyFiatCurrencyHasADestination(Currency currency) {
      assertThat(Destinations.countries(currency).iterator().hasNext())
          .isEqualTo(!currency.isStablecoin());
    }

    @Test
    void banksReceiveNoStablecoins() {
      assertRejected(Currency.USDC, VALID, "bank_country");
    }
  }

  @Nested
  class SkippedChecksums {
    private static final Recipient IBAN = recipient("ES", "ES9121000418401234567891", "CAIXESBB");
    private static final Recipient CLABE = recipient("MX", "002180700951485075", "002");

    @Test
    void testAccountsAreAcceptedInTheSandbox() {
      assertThat(RecipientRules.check(IBAN, Currency.EUR, TestAccounts.ACCEPTED)).isEmpty();
      assertThat(RecipientRules.check(CLABE, Currency.MXN, TestAccounts.ACCEPTED)).isEmpty();
      Recipient grouped = IBAN.withAccountNumber("ES91 2100 0418 4012 3456 7891");
      assertThat(RecipientRules.check(grouped, Currency.EUR, TestAccounts.ACCEPTED)).isEmpty();
    }

    @Test
    void testAccountsAreRejectedLive() {
      assertRejected(Currency.EUR, IBAN, "account_number");
      assertRejected(Currency.MXN, CLABE, "account_number");
    }

    @Test
    void onlyTheChecksumIsSkipped() {
      assertRejected(
          RecipientRules.check(IBAN.withBankCode("DEUTDEFF"), Currency.EUR, TestAccounts.ACCEPTED),
          "bank_code");
      assertRejected(
          RecipientRules.check(IBAN.withBankCountry("DE"), Currency.EUR, TestAccounts.ACCEPTED),
          "account_number");
      assertRejected(
          RecipientRules.check(CLABE.withBankCode("003"), Currency.MXN, TestAccounts.ACCEPTED),
          "bank_code");
      assertRejected(
          RecipientRules.check(
              IBAN.withAccountNumber("ES9121000418401234567892"),
              Currency.EUR,
              TestAccounts.ACCEPTED),
          "account_number");
    }
  }
}
