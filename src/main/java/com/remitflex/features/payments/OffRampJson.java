package com.remitflex.features.payments;

import com.remitflex.features.recipients.BankAccountJson;
import com.remitflex.platform.json.JsonWriter;

/** The JSON of off-ramps, where it differs from that of payments. */
final class OffRampJson {
  private OffRampJson() {}

  /** Writes the fields of the off-ramp object of the API, without those that are absent. */
  static void fields(JsonWriter out, Payment offRamp) {
    out.field("id", offRamp.id());
    out.field("environment", offRamp.key().head().environment().word());
    out.field("status", offRamp.status().word());
    out.field("amount", offRamp.amount());
    out.field("source_currency", offRamp.amount().currency().name());
    out.field("destination_currency", offRamp.converted().currency().name());
    out.field("converted_amount", offRamp.converted());
    out.field("exchange_rate", offRamp.rate().value());
    out.field("fee", offRamp.fee());
    out.field("total_debited", offRamp.totalDebited());
    writeBankAccount(out, offRamp);
    offRamp.quoteId().ifPresent(quote -> out.field("quote_id", quote));
    PaymentJson.writeNotes(out, offRamp);
    PaymentJson.writeOutcome(out, offRamp);
    out.field("created_at", offRamp.createdAt());
    out.field("updated_at", offRamp.updatedAt());
    out.field("estimated_settlement", offRamp.estimatedDelivery());
  }

  static void writeBankAccount(JsonWriter out, Payment payment) {
    payment
        .bankAccount()
        .ifPresent(account -> BankAccountJson.write(out.name("bank_account"), account));
  }
}
