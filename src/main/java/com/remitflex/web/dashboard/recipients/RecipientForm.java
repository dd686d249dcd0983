package com.remitflex.web.dashboard.recipients;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.saved.RecipientChange;
import com.remitflex.features.recipients.saved.RecipientDetails;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.web.dashboard.forms.Form;
import com.remitflex.web.dashboard.forms.FormFields;
import java.util.Map;
import java.util.Optional;

/** The form with which a recipient is saved or changed; its fields have the names of the API. */
record RecipientForm(Form form, RecipientKind kind) {
  private static final int MAX_TEXT = 1_000;

  /**
   * The recipient that the form describes.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  RecipientDetails read() {
    return kind.country()
        .map(country -> RecipientDetails.of(account(country), kind.currency()))
        .orElseGet(() -> RecipientDetails.of(required("name"), wallet(), kind.currency()));
  }

  /**
   * The change that gives a recipient the values of the form.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  RecipientChange change() {
    if (kind.country().isEmpty()) {
      return new RecipientChange(
          Optional.of(required("name")),
          Optional.of(kind.currency()),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.of(wallet()));
    }
    Recipient account = account(kind.country().get());
    return new RecipientChange(
        Optional.of(account.name()),
        Optional.empty(),
        Optional.of(account.accountNumber()),
        Optional.of(account.bankCode()),
        Optional.empty(),
        Optional.of(new RecipientChange.Address(account.address())),
        Optional.empty());
  }

  private Recipient account(String country) {
    return new Recipient(
        required("name"),
        required("account_number"),
        required("bank_code"),
        country,
        new FormFields(form).text("address", MAX_TEXT));
  }

  private Wallet wallet() {
    return new Wallet(required("wallet.network"), required("wallet.address"));
  }

  private String required(String field) {
    return new FormFields(form).requireText(field, field, MAX_TEXT);
  }

  /** The values of a saved recipient, by the names of the fields. */
  static Map<String, String> values(SavedRecipient saved) {
    return saved
        .recipient()
        .map(account ->
            Map.of(
                "name", account.name(),
                "account_number", account.accountNumber(),
                "bank_code", account.bankCode(),
                "address", account.address().orElse("")))
        .orElseGet(() -> {
          Wallet wallet = saved.wallet().orElseThrow();
          return Map.of(
              "name", saved.name(),
              "wallet.network", wallet.network(),
              "wallet.address", wallet.address());
        });
  }
}
