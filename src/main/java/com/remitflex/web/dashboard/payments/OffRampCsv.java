package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.recipients.BankAccount;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import java.util.List;
import java.util.Optional;

/** Off-ramps as lines of CSV. */
final class OffRampCsv {
  static final String HEADER =
      Csv.header(
          "id",
          "created_at",
          "status",
          "amount",
          "source_currency",
          "fee",
          "converted_amount",
          "destination_currency",
          "exchange_rate",
          "account_holder_name",
          "bank_name",
          "bank_country",
          "reference",
          "failure_reason");

  private OffRampCsv() {}

  static String line(Payment offRamp) {
    Optional<BankAccount> account = offRamp.bankAccount();
    return Csv.line(
        List.of(
            Csv.text(offRamp.id()),
            Csv.text(Json.time(offRamp.createdAt())),
            Csv.text(offRamp.status().word()),
            Csv.number(offRamp.amount().major()),
            Csv.text(offRamp.amount().currency().name()),
            Csv.number(offRamp.fee().major()),
            Csv.number(offRamp.converted().major()),
            Csv.text(offRamp.converted().currency().name()),
            Csv.number(offRamp.rate().value()),
            Csv.text(account.map(BankAccount::holder).orElse("")),
            Csv.text(account.map(BankAccount::bankName).orElse("")),
            Csv.text(account.map(BankAccount::bankCountry).orElse("")),
            Csv.text(offRamp.reference().orElse("")),
            Csv.text(offRamp.failureReason().map(Enum::name).orElse(""))));
  }
}
