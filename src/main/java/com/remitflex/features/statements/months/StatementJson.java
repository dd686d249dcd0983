package com.remitflex.features.statements.months;

import com.remitflex.features.statements.months.Statement.ByReason;
import com.remitflex.features.statements.months.Statement.OfCurrency;
import com.remitflex.features.statements.transactions.Movement.Amounts;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;

/** The JSON of statements. */
final class StatementJson {
  private StatementJson() {}

  /** A statement with the sums of its movements by reason. */
  static byte[] full(Statement statement) {
    return JsonWriter.bytes(out ->
        out.object(() -> {
          head(out, statement);
          out.name("currencies")
              .array(
                  statement.currencies(),
                  one ->
                      out.object(() -> {
                        ends(out, one);
                        out.name("by_reason").array(one.byReason(), sum -> byReason(out, sum));
                      }));
          out.field("transactions", transactions(statement.month()));
        }));
  }

  /** A statement in a list. */
  static void write(JsonWriter out, Statement statement) {
    out.object(() -> {
      head(out, statement);
      out.name("currencies").array(statement.currencies(), one -> out.object(() -> ends(out, one)));
    });
  }

  private static void head(JsonWriter out, Statement statement) {
    out.field("month", statement.month().word());
    out.field("environment", statement.head().environment().word());
    out.field("status", statement.status());
    out.field("starts_at", statement.month().start());
    out.field("ends_at", statement.month().end());
    out.field("movements", statement.movements());
  }

  private static void ends(JsonWriter out, OfCurrency one) {
    out.field("currency", one.currency().name());
    out.name("opening");
    amounts(out, one.opening());
    out.name("closing");
    amounts(out, one.closing());
    out.field("movements", one.movements());
  }

  private static void byReason(JsonWriter out, ByReason sum) {
    out.object(() -> {
      out.field("reason", sum.reason());
      out.field("description", sum.description());
      out.field("movements", sum.movements());
      out.field("available_change", sum.change().available());
      out.field("held_change", sum.change().held());
      out.field("total_change", sum.change().total());
    });
  }

  private static void amounts(JsonWriter out, Amounts amounts) {
    out.object(() -> {
      out.field("available", amounts.available());
      out.field("held", amounts.held());
      out.field("total", amounts.total());
    });
  }

  /** The address of the movements of a month. */
  private static String transactions(StatementMonth month) {
    return "/v1/transactions?created_after=%s&created_before=%s"
        .formatted(Json.time(month.start()), Json.time(month.end()));
  }
}
