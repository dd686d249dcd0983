package com.remitflex.features.exchange.conversions;

import com.remitflex.platform.json.JsonWriter;

/** The JSON of conversions in responses and events. */
final class ConversionJson {
  private ConversionJson() {}

  static String text(Conversion conversion) {
    return JsonWriter.text(out -> write(out, conversion));
  }

  /** Writes the conversion object of the API. */
  static void write(JsonWriter out, Conversion conversion) {
    out.object(() -> {
      out.field("conversion_id", conversion.id());
      out.field("environment", conversion.key().head().environment().word());
      content(out, conversion);
    });
  }

  /** The data of a conversion's event. */
  static String eventData(Conversion conversion) {
    return JsonWriter.text(out ->
        out.object(() -> {
          out.field("conversion_id", conversion.id());
          content(out, conversion);
        }));
  }

  private static void content(JsonWriter out, Conversion conversion) {
    out.field("quote_id", conversion.quoteId());
    out.field("status", Conversion.STATUS);
    out.field("from_currency", conversion.amount().currency().name());
    out.field("to_currency", conversion.converted().currency().name());
    out.field("amount", conversion.amount());
    out.field("converted_amount", conversion.converted());
    out.field("exchange_rate", conversion.rate().value());
    out.field("fee", conversion.fee());
    out.field("fee_currency", conversion.fee().currency().name());
    out.field("total_debited", conversion.totalDebited());
    out.field("created_at", conversion.createdAt());
    out.field("completed_at", conversion.createdAt());
  }
}
