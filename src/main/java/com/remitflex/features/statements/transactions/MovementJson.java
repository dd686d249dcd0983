package com.remitflex.features.statements.transactions;

import com.remitflex.core.ledger.Transfer.Cause;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.JsonWriter;
import java.util.Optional;

/** The JSON of movements. */
public final class MovementJson {
  private MovementJson() {}

  /** Writes the transaction object of the API. */
  public static void write(JsonWriter out, Movement movement) {
    out.object(() -> {
      out.field("id", movement.id());
      out.field("transaction_id", movement.transactionId());
      out.field("environment", movement.head().environment().word());
      out.field("created_at", movement.createdAt());
      out.field("currency", movement.currency().name());
      out.field("number", movement.number());
      out.field("available_change", movement.change().available());
      out.field("held_change", movement.change().held());
      out.field("available_after", movement.after().available());
      out.field("held_after", movement.after().held());
      out.field("reason", movement.reason());
      out.field("description", movement.description());
      movement.objectId().ifPresent(id -> object(out, id));
      cause(out, "caused_by", movement.cause());
      if (movement.origin().isPresent()) {
        cause(out, "origin", movement.origin());
      }
    });
  }

  private static void object(JsonWriter out, String id) {
    MovedObject.of(id).ifPresent(kind -> out.field(kind.field(), id));
  }

  private static void cause(JsonWriter out, String name, Optional<Cause> cause) {
    out.name(name)
        .object(() -> {
          out.field("type", type(cause));
          cause
              .filter(one -> !one.by().equals(Cause.OPERATOR))
              .ifPresent(one -> out.field("id", one.by()));
          cause.flatMap(Cause::requestId).ifPresent(id -> out.field("request_id", id));
        });
  }

  /** The kind of who caused it, in the words of the audit log. */
  static String type(Optional<Cause> cause) {
    String by = cause.map(Cause::by).orElse("platform");
    if (IdPrefix.API_KEY.matches(by)) {
      return "api_key";
    }
    return IdPrefix.USER.matches(by) ? "user" : by;
  }
}
