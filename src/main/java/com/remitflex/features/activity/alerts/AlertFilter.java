package com.remitflex.features.activity.alerts;

import com.remitflex.features.accounts.AlertKind;
import com.remitflex.platform.database.lists.Timestamps;
import com.remitflex.platform.http.api.Query;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which alerts a list shows.
 *
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record AlertFilter(
    Optional<String> keyId,
    Optional<String> kind,
    Optional<String> status,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore) {
  /** The names of the filters in a query string. */
  static final Set<String> NAMES =
      Set.of("key", "kind", "status", "created_after", "created_before");

  private static final int MAX_LENGTH = 64;

  /** The filter that every alert passes. */
  public static AlertFilter all() {
    return of(Optional.empty(), Optional.empty());
  }

  /** The filter that only alerts pass that no one has acknowledged. */
  public static AlertFilter open() {
    return of(Optional.empty(), Optional.of(Alert.Status.OPEN.word()));
  }

  /** The filter that only the alerts of this key pass. */
  public static AlertFilter ofKey(String keyId) {
    return of(Optional.of(keyId), Optional.empty());
  }

  private static AlertFilter of(Optional<String> keyId, Optional<String> status) {
    return new AlertFilter(keyId, Optional.empty(), status, Optional.empty(), Optional.empty());
  }

  /**
   * Reads the filters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static AlertFilter read(Query query) {
    return new AlertFilter(
        query.text("key", MAX_LENGTH),
        query.oneOf("kind", AlertKind.WORDS),
        query.oneOf("status", Alert.Status.WORDS),
        query.time("created_after"),
        query.time("created_before"));
  }

  /** The SQL conditions; {@link #values} are their parameters. */
  String conditions() {
    return (keyId.isPresent() ? " AND key_id = :key" : "")
        + (kind.isPresent() ? " AND kind = :kind" : "")
        + (status.isPresent() ? " AND status = :status" : "")
        + " AND created_at >= :after AND created_at < :before";
  }

  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    keyId.ifPresent(id -> values.put("key", id));
    kind.ifPresent(word -> values.put("kind", word));
    status.ifPresent(word -> values.put("status", word));
    values.put("after", Timestamps.lower(createdAfter).atOffset(ZoneOffset.UTC));
    values.put("before", Timestamps.upper(createdBefore).atOffset(ZoneOffset.UTC));
    return values;
  }
}
