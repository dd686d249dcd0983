package com.remitflex.web.dashboard.forms;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.text.ApiKeyText;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The fields of a form as typed values, by the rules that the API has for the same values. Errors
 * name a field by its parameter in the API.
 */
public final class FormFields {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

  private final Form form;

  public FormFields(Form form) {
    this.form = form;
  }

  /**
   * A text without spaces at its ends; an API key in it, entered by mistake, is masked.
   *
   * @param maxLength in Unicode code points
   * @throws ApiException VALIDATION_ERROR
   */
  public Optional<String> text(String field, int maxLength) {
    return text(field, field, maxLength);
  }

  /**
   * As {@link #text(String, int)}.
   *
   * @param parameter names the field in an error
   * @throws ApiException VALIDATION_ERROR
   */
  public Optional<String> text(String field, String parameter, int maxLength) {
    Optional<String> found = form.find(field).map(String::strip).map(ApiKeyText::mask);
    if (found.filter(text -> text.codePointCount(0, text.length()) > maxLength).isPresent()) {
      throw invalid(parameter, "Must be 1 to " + maxLength + " characters long.");
    }
    return found;
  }

  /**
   * As {@link #text(String, String, int)}; rejects an empty field.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  public String requireText(String field, String parameter, int maxLength) {
    return text(field, parameter, maxLength).orElseThrow(() -> invalid(parameter, "Required."));
  }

  /**
   * A number in plain notation; commas are ignored.
   *
   * @throws ApiException VALIDATION_ERROR
   */
  public String requireNumber(String field) {
    String number =
        form.find(field).orElseThrow(() -> invalid(field, "Required.")).strip().replace(",", "");
    if (!NUMBER.matcher(number).matches()) {
      throw invalid(field, "Must be a number.");
    }
    return number;
  }

  /**
   * A currency code.
   *
   * @throws ApiException INVALID_CURRENCY
   */
  public Optional<Currency> currency(String field) {
    return form.find(field)
        .map(String::strip)
        .map(code ->
            Currency.find(code)
                .orElseThrow(() ->
                    ApiError.at(
                            field,
                            ErrorCode.INVALID_CURRENCY,
                            "This currency is not supported. Currency codes are in upper case,"
                                + " for example USDC.")
                        .exception()));
  }

  /**
   * As {@link #currency}; rejects an empty field.
   *
   * @throws ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  public Currency requireCurrency(String field) {
    return currency(field).orElseThrow(() -> invalid(field, "Required."));
  }

  /**
   * An amount with its currency.
   *
   * @throws ApiException VALIDATION_ERROR, INVALID_AMOUNT, INVALID_CURRENCY
   */
  public Money requireMoney(String amountField, String currencyField) {
    String amount = requireNumber(amountField);
    return Money.parse(amountField, amount, requireCurrency(currencyField));
  }

  private static ApiException invalid(String parameter, String message) {
    return ApiError.at(parameter, ErrorCode.VALIDATION_ERROR, message).exception();
  }
}
