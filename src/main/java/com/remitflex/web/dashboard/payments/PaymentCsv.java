package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.Payment;
import com.remitflex.features.recipients.BankAccount;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Payments and off-ramps as lines of CSV. */
final class PaymentCsv {
  static final String HEADER =
      Csv.header(
          "id",
          "created_at",
          "status",
          "amount",
          "currency",
          "fee",
          "converted_amount",
          "destination_currency",
          "exchange_rate",
          "corridor",
          "reference",
          "failure_reason");

  static final String OFF_RAMP_HEADER =
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

  private PaymentCsv() {}

  static String line(Payment payment) {
    return line(payment, Stream.of(payment.corridor()));
  }

  static String offRampLine(Payment offRamp) {
    Optional<BankAccount> account = offRamp.bankAccount();
    return line(
        offRamp,
        Stream.of(
            account.map(BankAccount::holder),
            account.map(BankAccount::bankName),
            account.map(BankAccount::bankCountry)));
  }

  /**
   * The columns that both have.
   *
   * @param receiver those between them, which say where the money goes
   */
  private static String line(Payment payment, Stream<Optional<String>> receiver) {
    List<Csv.Cell> money =
        List.of(
            Csv.text(payment.id()),
            Csv.text(Json.time(payment.createdAt())),
            Csv.text(payment.status().word()),
            Csv.number(payment.amount().major()),
            Csv.text(payment.amount().currency().name()),
            Csv.number(payment.fee().major()),
            Csv.number(payment.converted().major()),
            Csv.text(payment.converted().currency().name()),
            Csv.number(payment.rate().value()));
    Stream<Optional<String>> end =
        Stream.of(payment.reference(), payment.failureReason().map(Enum::name));
    Stream<Csv.Cell> texts = Stream.concat(receiver, end).map(text -> Csv.text(text.orElse("")));
    return Csv.line(Stream.concat(money.stream(), texts).toList());
  }
}
