package com.remitflex.dashboard;

import com.remitflex.http.Json;
import com.remitflex.payments.Payment;
import java.util.List;
import java.util.stream.Collectors;

/** Payments as lines of a table (RFC 4180). */
final class PaymentCsv {
  static final String HEAD =
      "id,created_at,status,amount,currency,fee,converted_amount,destination_currency,"
          + "exchange_rate,corridor,reference,failure_reason\r\n";

  private PaymentCsv() {}

  static String line(Payment payment) {
    return List.of(
                payment.id(),
                Json.time(payment.createdAt()),
                payment.status().word(),
                payment.amount().major().toPlainString(),
                payment.amount().currency().name(),
                payment.fee().major().toPlainString(),
                payment.converted().major().toPlainString(),
                payment.converted().currency().name(),
                payment.rate().toString(),
                payment.corridor().orElse(""),
                payment.reference().orElse(""),
                payment.failureReason().map(Enum::name).orElse(""))
            .stream()
            .map(PaymentCsv::field)
            .collect(Collectors.joining(","))
        + "\r\n";
  }

  /** Quoted where it must be; what a spreadsheet would take for a formula begins with a quote. */
  static String field(String text) {
    String safe = text.matches("(?s)[=+@\\t\\r-].*") ? "'" + text : text;
    return safe.matches("(?s).*[,\"\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
