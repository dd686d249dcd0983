package com.remitflex.features.activity.requests;

import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Query;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.net.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which requests of which keys a list shows.
 *
 * @param statuses first and last status of a range
 * @param ip in canonical form, or {@link Address#UNKNOWN}
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

  /** What the history calls a request's method: those of RFC 9110 and RFC 5789, and any other. */
  private static final List<String> METHODS =
      List.of(
          "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "OTHER");

  private static final List<String> ERROR_CODES =
      Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList();

  /** The route of a request that led to none. */
  private static final String NO_ROUTE = "unknown";

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
   * Reads the filters: `status` is a code, such as `404`, or a class, such as `4xx`.
   *
   * @param isRoute whether a path is the template of a route
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR: also for a value that no
   *     request can have
   */
  public static RequestFilter read(Query query, Predicate<String> isRoute) {
    return new RequestFilter(
        query.text("status", LONGEST).map(text -> statuses(text)),
        query.oneOf("method", METHODS),
        query.text("route", LONGEST).map(text -> route(text, isRoute)),
        query.text("ip", LONGEST).map(text -> address(text)),
        query.oneOf("error_code", ERROR_CODES),
        query.text("request_id", LONGEST).map(text -> id(text)),
        query.text("idempotency_key", LONGEST).map(text -> idempotencyKey(text)),
        query.time("created_after"),
        query.time("created_before"));
  }

  private static String route(String text, Predicate<String> isRoute) {
    if (!text.equals(NO_ROUTE) && !isRoute.test(text)) {
      throw Query.error(
          "route", "Must be a route of the API, for example /v1/payments/{id}, or unknown.");
    }
    return text;
  }

  private static String address(String text) {
    return Optional.of(text)
        .filter(Address.UNKNOWN::equals)
        .or(() -> Address.canonical(text))
        .orElseThrow(() -> Query.error("ip", "Must be an IP address, or unknown."));
  }

  private static String idempotencyKey(String text) {
    if (!text.matches("[\\x21-\\x7e]{1,255}")) {
      throw Query.error(
          "idempotency_key", "Must be an idempotency key: 1 to 255 visible ASCII characters.");
    }
    return text;
  }

  private static String id(String text) {
    if (!IdPrefix.REQUEST.matches(text)) {
      throw Query.error("request_id", "Must be a request id, as X-Request-Id has it.");
    }
    return text;
  }

  private static Statuses statuses(String text) {
    if (text.matches("[1-5]xx")) {
      int first = (text.charAt(0) - '0') * 100;
      return new Statuses(first, first + 99);
    }
    if (!text.matches("[1-5][0-9][0-9]")) {
      throw Query.error("status", "Must be a status such as 404, or a class of them such as 4xx.");
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
    ip.ifPresent(one ->
        conditions.add(
            "(lower(ip) = ANY (:ips) OR jsonb_exists_any(summary -> 'addresses', :ips))"));
    errorCode.ifPresent(one -> conditions.add("error_code = :error_code"));
    requestId.ifPresent(one -> conditions.add("id = :request_id"));
    idempotencyKey.ifPresent(
        one -> conditions.add("idempotency_key IN (:idempotency_key, :idempotency_key_quoted)"));
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
    ip.ifPresent(value -> values.put("ips", spellings(value)));
    errorCode.ifPresent(value -> values.put("error_code", value));
    requestId.ifPresent(value -> values.put("request_id", value));
    idempotencyKey.ifPresent(text -> {
      values.put("idempotency_key", IdempotencyKey.recorded(text));
      // How the history has requests of releases that took the quotes for a part of the key.
      values.put(
          "idempotency_key_quoted",
          IdempotencyKey.find(text).map(IdempotencyKey::quoted).orElse(text));
    });
    return values;
  }

  /** What was stored before addresses were canonical is in one of its other spellings. */
  private static String[] spellings(String address) {
    List<String> spellings = Address.spellings(address);
    return spellings.isEmpty() ? new String[] {address} : spellings.toArray(String[]::new);
  }

  /** Whether the conditions beside those of key and time hold of this request. */
  boolean matches(LoggedRequest request) {
    return statuses
            .filter(one -> request.status() < one.first() || request.status() > one.last())
            .isEmpty()
        && fits(method, request.method())
        && fits(route, request.route())
        && (fits(ip, request.ip()) || isSummarised(request))
        && fits(errorCode, request.errorCode().orElse(""))
        && fits(requestId, request.id())
        && fits(idempotencyKey.map(IdempotencyKey::recorded), request.idempotencyKey().orElse(""));
  }

  private boolean isSummarised(LoggedRequest request) {
    return request.summary().filter(one -> one.addresses().containsKey(ip.orElse(""))).isPresent();
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
