package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which of an account's keys a list of the API shows.
 *
 * @param only the only key of the list: a canary key sees no other
 * @param status `active`, `revoked` or `expired`
 * @param now the time at which a key's expiry is checked
 */
public record KeyFilter(
    HeadId head,
    Optional<String> only,
    Optional<String> status,
    Optional<Scope> scope,
    Instant now) {

  /** The SQL condition; {@link #values} are its parameters. */
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
    return values;
  }
}
