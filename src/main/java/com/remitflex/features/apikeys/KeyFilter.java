package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.lists.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A page of an account's keys in the order of creation, for the API.
 *
 * @param only the only key of the list: a canary key sees no other
 * @param status `active`, `revoked` or `expired`
 * @param from the key after which the page begins
 * @param now the time at which a key's expiry is checked
 */
public record KeyFilter(
    HeadId head,
    Optional<String> only,
    Optional<String> status,
    Optional<Scope> scope,
    boolean newestFirst,
    Optional<Position> from,
    int limit,
    Instant now) {

  /** The condition of all keys of the list. */
  String condition() {
    StringBuilder sql =
        new StringBuilder(
            only.isPresent()
                ? "WHERE k.id = :only"
                : "WHERE k.account_id = :account AND k.environment = :environment");
    status.ifPresent(word ->
        sql.append(
            switch (word) {
              case "revoked" -> " AND k.state = 'revoked'";
              case "expired" -> " AND k.state = 'active' AND k.expires_at <= :now::timestamptz";
              default ->
                  " AND k.state = 'active'"
                      + " AND (k.expires_at IS NULL OR k.expires_at > :now::timestamptz)";
            }));
    scope.ifPresent(one -> sql.append(" AND k.scope = :scope"));
    return sql.toString();
  }

  String page() {
    String direction = newestFirst ? "DESC" : "ASC";
    String after =
        from.isPresent()
            ? " AND (k.created_at, k.number) "
                + (newestFirst ? "<" : ">")
                + " (:fromTime::timestamptz, :fromNumber)"
            : "";
    return condition()
        + after
        + " ORDER BY k.created_at "
        + direction
        + ", k.number "
        + direction
        + " LIMIT "
        + limit;
  }

  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    only.ifPresentOrElse(
        id -> values.put("only", id),
        () -> {
          values.put("account", head.accountId());
          values.put("environment", head.environment().word());
        });
    values.put("now", now.toString());
    scope.ifPresent(one -> values.put("scope", one.word()));
    from.ifPresent(position -> {
      values.put("fromTime", position.createdAt().toString());
      values.put("fromNumber", position.number());
    });
    return values;
  }
}
