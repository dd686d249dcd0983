package com.remitflex.features.activity.alerts;

import com.remitflex.features.accounts.AlertKind;
import com.remitflex.platform.http.api.Query;
import java.time.Instant;
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
    Optional<Instant> createdBefore,
    boolean newestFirst) {
  /** The names of the filters in a query string. */
  static final Set<String> NAMES =
      Set.of("key", "kind", "status", "created_after", "created_before");

  private static final int LONGEST = 64;
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  /** Shows everything, the newest first. */
  static AlertFilter all() {
    return new AlertFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  /**
   * Reads the filters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static AlertFilter read(Query query, boolean newestFirst) {
    return new AlertFilter(
        query.text("key", LONGEST),
        query.oneOf("kind", AlertKind.WORDS),
        query.oneOf("status", Alert.Status.WORDS),
        query.time("created_after"),
        query.time("created_before"),
        newestFirst);
  }

  String conditions() {
    return (keyId.isPresent() ? " AND key_id = :key" : "")
        + (kind.isPresent() ? " AND kind = :kind" : "")
        + (status.isPresent() ? " AND status = :status" : "")
        + " AND created_at >= :after::timestamptz AND created_at < :before::timestamptz";
  }

  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    keyId.ifPresent(id -> values.put("key", id));
    kind.ifPresent(word -> values.put("kind", word));
    status.ifPresent(word -> values.put("status", word));
    values.put("after", within(createdAfter.orElse(BEGINNING)).toString());
    values.put("before", within(createdBefore.orElse(END)).toString());
    return values;
  }

  /** A time that PostgreSQL can hold. */
  private static Instant within(Instant time) {
    if (time.isBefore(BEGINNING)) {
      return BEGINNING;
    }
    return time.isAfter(END) ? END : time;
  }
}
