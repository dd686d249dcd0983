package com.remitflex.web.dashboard.balances;

import com.remitflex.core.ledger.Transfer.Cause;
import com.remitflex.features.statements.transactions.MovedObject;
import com.remitflex.features.statements.transactions.Movement;
import com.remitflex.features.statements.transactions.Reason;
import com.remitflex.platform.ids.IdPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A movement as a row of a table.
 *
 * @param objectPage the page of the object that it belongs to; empty if it belongs to none
 * @param by who caused it, or for a step of the platform who created the object
 * @param isStep whether the platform took it by itself
 * @param byPage the page of the API key; empty if it was none
 * @param requestPage the page of the request; empty if it is not known
 */
public record MovementRow(
    Movement movement,
    String objectPage,
    String by,
    boolean isStep,
    String byPage,
    String requestPage) {

  /** The names of API keys and people, by their IDs. */
  public record Names(Map<String, String> keys, Map<String, String> people) {
    String of(String id) {
      return keys.getOrDefault(id, people.getOrDefault(id, id));
    }
  }

  static MovementRow of(Movement movement, Names names) {
    Optional<Cause> cause = movement.cause().or(movement::origin);
    boolean isKey = cause.filter(one -> IdPrefix.API_KEY.matches(one.by())).isPresent();
    return new MovementRow(
        movement,
        objectPage(movement),
        cause.map(one -> by(one, names)).orElse("Platform"),
        movement.cause().isEmpty() && cause.isPresent(),
        isKey ? "/settings/api-keys/" + cause.orElseThrow().by() : "",
        cause.filter(one -> isKey).flatMap(Cause::requestId).map(id -> "/logs/" + id).orElse(""));
  }

  private static String by(Cause cause, Names names) {
    return cause.by().equals(Cause.OPERATOR) ? "Operator of the platform" : names.of(cause.by());
  }

  /** A payment that was received belongs to another account, which alone sees it. */
  private static String objectPage(Movement movement) {
    return movement.reason().equals(Reason.PAYMENT_RECEIVED.code())
        ? ""
        : movement
            .objectId()
            .flatMap(id -> MovedObject.of(id).map(kind -> kind.page(id)))
            .orElse("");
  }

  /** The IDs of everyone who is named in these movements. */
  static List<String> named(List<Movement> movements, IdPrefix kind) {
    return movements.stream()
        .flatMap(one -> one.cause().or(one::origin).stream())
        .map(Cause::by)
        .filter(kind::matches)
        .distinct()
        .toList();
  }
}
