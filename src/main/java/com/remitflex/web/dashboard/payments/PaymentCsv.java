package com.remitflex.web.dashboard.payments;

import com.remitflex.features.payments.Payment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import java.util.List;

/** Payments as lines of CSV. */
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

  private PaymentCsv() {}

  static String line(Payment payment) {
    return Csv.line(
        List.of(
            Csv.text(payment.id()),
            Csv.text(Json.time(payment.createdAt())),
            Csv.text(payment.status().word()),
            Csv.number(payment.amount().major()),
            Csv.text(payment.amount().currency().name()),
            Csv.number(payment.fee().major()),
            Csv.number(payment.converted().major()),
            Csv.text(payment.converted().currency().name()),
            Csv.number(payment.rate().value()),
            Csv.text(payment.corridor().orElse("")),
            Csv.text(payment.reference().orElse("")),
            Csv.text(payment.failureReason().map(Enum::name).orElse(""))));
  }
}
