package com.remitflex.requestlog;

import com.remitflex.http.Query;
import com.remitflex.ids.IdPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests of which keys a list shows.
 *
 * @param statuses first and last status of a range
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record RequestFilter(
    Optional<Statuses> statuses,
    Optional<String> method,
    Optional<String> route,
    Optional<String> ip,
    Optional<String> errorCode,
    Optional<String> requestId,
    Optional<String> idempotencyKey,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore) {

  /** The names of the filters in a query string. */
  public static final Set<String> NAMES =
      Set.of(
          "status",
          "method",
          "route",
          "ip",
          "error_code",
          "request_id",
          "idempotency_key",
          "created_after",
          "created_before");

  /** How far the time in a request's id may be from the time of its record. */
  private static final Duration ABOUT = Duration.ofMinutes(10);

  private static final int LONGEST = 300;

  /** Statuses from one to another, both included. */
  public record Statuses(int first, int last) {}

  /** Shows everything. */
  public static RequestFilter all() {
    return new RequestFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** Shows the request with this id. */
  public static RequestFilter of(String requestId) {
    return new RequestFilter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(requestId),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Reads the filters: `status` is a code, as `404`, or a class, as `4xx`.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR
   */
  public static RequestFilter read(Query query) {
    return new RequestFilter(
        query.text("status", LONGEST).map(text -> statuses(text)),
        query.text("method", LONGEST),
        query.text("route", LONGEST),
        query.text("ip", LONGEST),
        query.text("error_code", LONGEST),
        query.text("request_id", LONGEST).map(text -> id(text)),
        query.text("idempotency_key", LONGEST),
        query.time("created_after"),
        query.time("created_before"));
  }

  private static String id(String text) {
    if (!IdPrefix.REQUEST.matches(text)) {
      throw Query.fault("request_id", "Must be a request id, as X-Request-Id has it.");
    }
    return text;
  }

  private static Statuses statuses(String text) {
    if (text.matches("[1-5]xx")) {
      int first = (text.charAt(0) - '0') * 100;
      return new Statuses(first, first + 99);
    }
    if (!text.matches("[1-5][0-9][0-9]")) {
      throw Query.fault("status", "Must be a status as 404, or a class of them as 4xx.");
    }
    int status = Integer.parseInt(text);
    return new Statuses(status, status);
  }

  /** Whether it lets through only some of the requests of a time. */
  boolean isSelective() {
    return !conditions().isEmpty();
  }

  /** The conditions beside those of key and time, in SQL over {@link #values}. */
  List<String> conditions() {
    List<String> conditions = new ArrayList<>();
    statuses.ifPresent(one -> conditions.add("status BETWEEN :status_first AND :status_last"));
    method.ifPresent(one -> conditions.add("method = :method"));
    route.ifPresent(one -> conditions.add("route = :route"));
    ip.ifPresent(one -> conditions.add("ip = :ip"));
    errorCode.ifPresent(one -> conditions.add("error_code = :error_code"));
    requestId.ifPresent(one -> conditions.add("id = :request_id"));
    idempotencyKey.ifPresent(one -> conditions.add("idempotency_key = :idempotency_key"));
    return conditions;
  }

  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    statuses.ifPresent(range -> {
      values.put("status_first", range.first());
      values.put("status_last", range.last());
    });
    method.ifPresent(value -> values.put("method", value));
    route.ifPresent(value -> values.put("route", value));
    ip.ifPresent(value -> values.put("ip", value));
    errorCode.ifPresent(value -> values.put("error_code", value));
    requestId.ifPresent(value -> values.put("request_id", value));
    idempotencyKey.ifPresent(value -> values.put("idempotency_key", value));
    return values;
  }

  /** Whether the conditions beside those of key and time hold of this request. */
  boolean matches(LoggedRequest request) {
    return statuses
            .filter(one -> request.status() < one.first() || request.status() > one.last())
            .isEmpty()
        && fits(method, request.method())
        && fits(route, request.route())
        && fits(ip, request.ip())
        && fits(errorCode, request.errorCode().orElse(""))
        && fits(requestId, request.id())
        && fits(idempotencyKey, request.idempotencyKey().orElse(""));
  }

  private static boolean fits(Optional<String> wanted, String value) {
    return wanted.isEmpty() || wanted.get().equals(value);
  }

  /** The earliest time that a shown request can have. */
  Instant earliest(Instant otherwise) {
    Instant from = createdAfter.filter(otherwise::isBefore).orElse(otherwise);
    return requestId.map(id -> later(from, IdPrefix.time(id).minus(ABOUT))).orElse(from);
  }

  /** The time before which every shown request is. */
  Instant latest(Instant otherwise) {
    Instant to = createdBefore.filter(otherwise::isAfter).orElse(otherwise);
    return requestId.map(id -> earlier(to, IdPrefix.time(id).plus(ABOUT))).orElse(to);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
