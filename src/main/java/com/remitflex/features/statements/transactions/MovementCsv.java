package com.remitflex.features.statements.transactions;

import com.remitflex.core.ledger.Transfer.Cause;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.Csv;
import com.remitflex.platform.text.Csv.Cell;
import java.util.List;
import java.util.Optional;

/** Movements as lines of CSV. */
public final class MovementCsv {
  public static final String HEADER =
      Csv.header(
          "id",
          "transaction_id",
          "created_at",
          "currency",
          "number",
          "available_change",
          "held_change",
          "available_after",
          "held_after",
          "reason",
          "description",
          "object_id",
          "caused_by",
          "request_id",
          "origin",
          "origin_request_id");

  private MovementCsv() {}

  public static String line(Movement movement) {
    return Csv.line(cells(movement));
  }

  /** The values of the columns. */
  public static List<Cell> cells(Movement movement) {
    return List.of(
        Csv.text(movement.id()),
        Csv.text(movement.transactionId()),
        Csv.text(Json.time(movement.createdAt())),
        Csv.text(movement.currency().name()),
        Csv.number(movement.number()),
        Csv.number(movement.change().available().major()),
        Csv.number(movement.change().held().major()),
        Csv.number(movement.after().available().major()),
        Csv.number(movement.after().held().major()),
        Csv.text(movement.reason()),
        Csv.text(movement.description()),
        Csv.text(movement.objectId().orElse("")),
        Csv.text(movement.cause().map(Cause::by).orElse("platform")),
        request(movement.cause()),
        Csv.text(movement.origin().map(Cause::by).orElse("")),
        request(movement.origin()));
  }

  private static Cell request(Optional<Cause> cause) {
    return Csv.text(cause.flatMap(Cause::requestId).orElse(""));
  }
}
