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
    String amount = fields.requireNumber("amount");
    Currency source = fields.requireCurrency("source_currency");
    Currency destination = fields.requireCurrency("destination_currency");
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
        Money.parse("amount", amount, source),
        destination,
        account,
        Optional.empty(),
        fields.text("reference", Payment.MAX_REFERENCE),
        Optional.empty());
  }

  private static String required(FormFields fields, String field) {
    return fields.requireText(field, "bank_account." + field, PaymentRequest.MAX_FIELD);
  }

  private static Optional<String> optional(FormFields fields, String field) {
    return fields.text(field, "bank_account." + field, PaymentRequest.MAX_FIELD);
  }
}
