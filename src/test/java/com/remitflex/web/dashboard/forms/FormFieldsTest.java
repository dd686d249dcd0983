package com.remitflex.web.dashboard.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms are read by the rules of the API. */
class FormFieldsTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHJKMNPQRSTVWXYZ0123456789ABCDEF";

  private static FormFields fields(String name, String value) {
    return new FormFields(
        Form.parse(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
  }

  private static void assertRejected(
      FormFields fields, Function<FormFields, ?> read, ErrorCode code, String field) {
    ApiException rejection =
        catchThrowableOfType(ApiException.class, () -> assertThat(read.apply(fields)).isNotNull());
    assertThat(rejection.error().code()).isEqualTo(code);
    assertThat(rejection.error().field()).contains(field);
  }

  @Test
  void aTextIsStripped() {
    assertThat(fields("reference", "  order 1 ").text("reference", 255)).contains("order 1");
  }

  @Test
  void anEmptyFieldIsAbsent() {
    assertThat(fields("reference", "  ").text("reference", 255)).isEmpty();
  }

  @Test
  void aTooLongTextIsRejectedUnderItsNameInTheApi() {
    assertRejected(
        fields("name", "x".repeat(141)),
        form -> form.text("name", "recipient.name", 140),
        ErrorCode.VALIDATION_ERROR,
        "recipient.name");
  }

  @Test
  void theLengthOfATextIsInCharacters() {
    assertThat(fields("name", "𝔸".repeat(140)).text("name", 140)).isPresent();
  }

  @Test
  void anApiKeyInATextIsMasked() {
    assertThat(fields("reference", "key " + KEY).text("reference", 255).orElseThrow())
        .doesNotContain(KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 100000000",
    "'1,000.5', 1000500000",
    "' 0.000001 ', 1",
    "1000000000, 1000000000000000"
  })
  void anAmountIsExact(String amount, long minor) {
    Form form =
        Form.parse(
            "amount=" + URLEncoder.encode(amount, StandardCharsets.UTF_8) + "&currency=USDC");

    assertThat(new FormFields(form).requireMoney("amount", "currency"))
        .isEqualTo(new Money(Currency.USDC, minor));
  }

  @ParameterizedTest
  @CsvSource({
    "ten, USDC, VALIDATION_ERROR, amount",
    "1e3, USDC, VALIDATION_ERROR, amount",
    "0.0000001, USDC, VALIDATION_ERROR, amount",
    "0, USDC, INVALID_AMOUNT, amount",
    "-1, USDC, INVALID_AMOUNT, amount",
    "1000000000.000001, USDC, INVALID_AMOUNT, amount",
    "9999999999999999999999999999999999999999, USDC, INVALID_AMOUNT, amount",
    "'', USDC, VALIDATION_ERROR, amount",
    "1, usdc, INVALID_CURRENCY, currency",
    "1, '', VALIDATION_ERROR, currency"
  })
  void anInvalidAmountIsRejected(String amount, String currency, ErrorCode code, String field) {
    assertRejected(
        new FormFields(Form.parse("amount=" + amount + "&currency=" + currency)),
        form -> form.requireMoney("amount", "currency"),
        code,
        field);
  }
}
