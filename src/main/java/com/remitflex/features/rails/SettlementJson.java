package com.remitflex.features.rails;

import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The JSON of settlements in responses and in the table. */
public final class SettlementJson {
  private SettlementJson() {}

  public static void write(JsonWriter out, Settlement settlement) {
    out.object(() -> {
      out.field("network", settlement.network());
      out.field("transaction_hash", settlement.transactionHash());
      settlement.block().ifPresent(block -> out.field("block", block));
      out.field("confirmations", settlement.confirmations());
    });
  }

  /** Reads the output of {@link #write}. */
  public static Settlement parse(String json) {
    Map<String, String> fields = Json.trustedStrings(json);
    return new Settlement(
        field(fields, "network"),
        field(fields, "transaction_hash"),
        Optional.ofNullable(fields.get("block")).map(Long::valueOf),
        Long.parseLong(field(fields, "confirmations")));
  }

  private static String field(Map<String, String> fields, String name) {
    return Objects.requireNonNull(fields.get(name), name);
  }
}
