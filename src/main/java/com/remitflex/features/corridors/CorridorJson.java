package com.remitflex.features.corridors;

import com.remitflex.features.recipients.FieldRule;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.JsonWriter;
import com.remitflex.platform.money.Currency;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The JSON of corridors and currencies. */
final class CorridorJson {
  private CorridorJson() {}

  static void write(JsonWriter out, Corridor corridor, Environment environment) {
    out.object(() -> {
      out.field("id", corridor.id());
      out.field("environment", environment.word());
      out.field("source", corridor.source());
      out.field("destination", corridor.destination());
      out.name("stablecoins");
      codes(out, corridor.stablecoins());
      out.field("status", corridor.status().word());
      out.field("typical_minutes", corridor.usualTime().toMinutes());
      out.name("bounds")
          .object(() -> {
            out.field("currency", corridor.minimum().currency().name());
            out.field("minimum", corridor.minimum());
            out.field("maximum", corridor.maximum());
          });
      out.field("fee_basis_points", corridor.feeBasisPoints());
      out.field("updated_at", corridor.updatedAt());
    });
  }

  static void write(JsonWriter out, Availability availability, Environment environment) {
    out.object(() -> {
      out.field("environment", environment.word());
      out.field("source_country", availability.source());
      out.field("destination_country", availability.destination());
      out.field("available", availability.available());
      out.name("supported_currencies");
      codes(out, availability.supported());
      out.name("destination_currencies");
      codes(out, availability.destinations());
      availability
          .hours()
          .ifPresentOrElse(
              hours -> out.field("estimated_delivery_hours", hours),
              () -> out.nullField("estimated_delivery_hours"));
    });
  }

  private static void codes(JsonWriter out, Collection<Currency> currencies) {
    out.array(currencies, currency -> out.string(currency.name()));
  }

  /**
   * The fields of one kind of recipients.
   *
   * @param country of the bank; empty for a wallet
   */
  record Fields(Currency currency, Optional<String> country, List<FieldRule> fields) {}

  static void write(JsonWriter out, Fields kind) {
    out.object(() -> {
      out.field("type", kind.country().isPresent() ? "bank_account" : "wallet");
      out.field("currency", kind.currency().name());
      kind.country().ifPresent(country -> out.field("country", country));
      out.name("fields").array(kind.fields(), field -> write(out, field));
    });
  }

  private static void write(JsonWriter out, FieldRule field) {
    out.object(() -> {
      out.field("name", field.name());
      out.field("label", field.label());
      out.field("required", field.required());
      out.field("max_length", field.maxLength());
      field.pattern().ifPresent(pattern -> out.field("pattern", pattern));
      if (!field.values().isEmpty()) {
        out.name("values").array(field.values(), out::string);
      }
      out.field("format", field.format());
      out.field("example", field.example());
    });
  }
}
