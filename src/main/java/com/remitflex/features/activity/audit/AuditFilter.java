package com.remitflex.features.activity.audit;

import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries a list shows.
 *
 * @param environment those of this environment and those without one; empty: all
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record AuditFilter(
    Optional<Environment> environment,
    Optional<String> action,
    Optional<String> subject,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore) {

  /** The names of the filters in a query string. */
  static final Set<String> NAMES = Set.of("action", "subject", "created_after", "created_before");

  private static final int MAX_LENGTH = 64;

  /** The filter that every entry passes. */
  public static AuditFilter all() {
    return new AuditFilter(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads the filters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static AuditFilter read(Query query, Environment environment) {
    return new AuditFilter(
        Optional.of(environment),
        query.text("action", MAX_LENGTH).map(text -> action(text)),
        query.text("subject", MAX_LENGTH).map(text -> subject(text)),
        query.time("created_after"),
        query.time("created_before"));
  }

  /**
   * As {@link #read}, for entries of all environments.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static AuditFilter readAll(Query query) {
    return new AuditFilter(
        Optional.empty(),
        query.text("action", MAX_LENGTH).map(text -> action(text)),
        query.text("subject", MAX_LENGTH).map(text -> subject(text)),
        query.time("created_after"),
        query.time("created_before"));
  }

  private static String action(String text) {
    if (!AuditActions.NAMES.contains(text)) {
      throw Query.error("action", "Must be the name of an action, for example api_key.created.");
    }
    return text;
  }

  private static String subject(String text) {
    if (Arrays.stream(IdPrefix.values()).noneMatch(prefix -> prefix.begins(text))) {
      throw Query.error("subject", "Must be the ID of an object.");
    }
    return text;
  }
}
