package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.creation.OffRampRequest;
import com.remitflex.features.payments.creation.PaymentRequest;
import com.remitflex.features.recipients.BankAccount;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormFields;
import java.util.Optional;

/** The form for a new off-ramp. */
record OffRampForm(Form form) {
  /**
   * The off-ramp that the form requests.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  OffRampRequest read() {
    FormFields fields = new FormFields(form);
    Money amount = amount();
    Currency destination = arrives();
    BankAccount account =
        new BankAccount(
            required(fields, "account_holder_name"),
            required(fields, "account_number"),
            required(fields, "bank_name"),
            required(fields, "bank_country"),
            optional(fields, "routing_number"),
            optional(fields, "bank_code"),
            Optional.empty());
    return new OffRampRequest(
        amount,
        destination,
        account,
        fields.text("quote_id", PaymentRequest.MAX_FIELD),
        fields.text("reference", Payment.MAX_REFERENCE),
        Optional.empty());
  }

  /**
   * What the form pays out.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY,
   *     INVALID_AMOUNT
   */
  Money amount() {
    FormFields fields = new FormFields(form);
    String amount = fields.requireNumber("amount");
    return Money.parse("amount", amount, fields.requireCurrency("source_currency"));
  }

  /**
   * The currency that arrives.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR, INVALID_CURRENCY
   */
  Currency arrives() {
    return new FormFields(form).requireCurrency("destination_currency");
  }

  private static String required(FormFields fields, String field) {
    return fields.requireText(field, "bank_account." + field, PaymentRequest.MAX_FIELD);
  }

  private static Optional<String> optional(FormFields fields, String field) {
    return fields.text(field, "bank_account." + field, PaymentRequest.MAX_FIELD);
  }
}
