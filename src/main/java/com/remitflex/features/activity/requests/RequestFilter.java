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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which requests a list shows.
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

  /** The methods that the history stores: those of RFC 9110 and RFC 5789; others are OTHER. */
  private static final List<String> METHODS =
      List.of(
          "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "OTHER");

  private static final List<String> ERROR_CODES =
      Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList();

  /** The route of a request that matched none. */
  private static final String NO_ROUTE = "unknown";

  /** The maximum difference between the time in a request's ID and the time of its record. */
  private static final Duration ID_TOLERANCE = Duration.ofMinutes(10);

  private static final int MAX_LENGTH = 300;

  /** One status, or all of a class; the last one is included. */
  public record Statuses(int first, int last) {
    /** For example 404 or 4xx. */
    String word() {
      return first == last ? Integer.toString(first) : IndexedField.statusClass(first);
    }
  }

  /** The filter that every request passes. */
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

  /** The filter that only the request with this ID passes. */
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
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR: also for values that no
   *     request can have
   */
  public static RequestFilter read(Query query, Predicate<String> isRoute) {
    return new RequestFilter(
        query.text("status", MAX_LENGTH).map(text -> statuses(text)),
        query.oneOf("method", METHODS),
        query.text("route", MAX_LENGTH).map(text -> route(text, isRoute)),
        query.text("ip", MAX_LENGTH).map(text -> address(text)),
        query.oneOf("error_code", ERROR_CODES),
        query.text("request_id", MAX_LENGTH).map(text -> id(text)),
        query.text("idempotency_key", MAX_LENGTH).map(text -> idempotencyKey(text)),
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
      throw Query.error(
          "request_id", "Must be a request ID, as returned in the X-Request-Id header.");
    }
    return text;
  }

  private static Statuses statuses(String text) {
    if (text.matches("[1-5]xx")) {
      int first = (text.charAt(0) - '0') * 100;
      return new Statuses(first, first + 99);
    }
    if (!text.matches("[1-5][0-9][0-9]")) {
      throw Query.error(
          "status", "Must be a status, for example 404, or a class of statuses, for example 4xx.");
    }
    int status = Integer.parseInt(text);
    return new Statuses(status, status);
  }

  /** Whether it excludes some of the requests of an interval. */
  boolean isSelective() {
    return !conditions().isEmpty();
  }

  /** The SQL conditions except those on key and time; {@link #values} are their parameters. */
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

  /**
   * The values that a matching request has in indexed fields, one of those in each; empty if the
   * index does not help.
   */
  Map<IndexedField, List<String>> indexed() {
    Map<IndexedField, List<String>> wanted = new EnumMap<>(IndexedField.class);
    if (requestId.isPresent()) {
      // Its time is in its ID.
      return wanted;
    }
    statuses.ifPresent(one -> wanted.put(IndexedField.STATUS, List.of(one.word())));
    method.ifPresent(one -> wanted.put(IndexedField.METHOD, List.of(one)));
    route.ifPresent(one -> wanted.put(IndexedField.ROUTE, List.of(one)));
    ip.ifPresent(one -> wanted.put(IndexedField.IP, List.of(spellings(one))));
    errorCode.ifPresent(one -> wanted.put(IndexedField.ERROR_CODE, List.of(one)));
    return wanted;
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
      // Earlier versions took the quotes for a part of the key, and stored them.
      values.put(
          "idempotency_key_quoted",
          IdempotencyKey.find(text).map(IdempotencyKey::quoted).orElse(text));
    });
    return values;
  }

  /** Earlier versions stored addresses in other spellings. */
  private static String[] spellings(String address) {
    List<String> spellings = Address.spellings(address);
    return spellings.isEmpty() ? new String[] {address} : spellings.toArray(String[]::new);
  }

  /** Whether the request fulfils the conditions except those on key and time. */
  boolean matches(LoggedRequest request) {
    return statuses
            .filter(one -> request.status() < one.first() || request.status() > one.last())
            .isEmpty()
        && matchesValue(method, request.method())
        && matchesValue(route, request.route())
        && (matchesValue(ip, request.ip()) || isInSummary(request))
        && matchesValue(errorCode, request.errorCode().orElse(""))
        && matchesValue(requestId, request.id())
        && matchesValue(
            idempotencyKey.map(IdempotencyKey::recorded), request.idempotencyKey().orElse(""));
  }

  private boolean isInSummary(LoggedRequest request) {
    return request.summary().filter(one -> one.addresses().containsKey(ip.orElse(""))).isPresent();
  }

  private static boolean matchesValue(Optional<String> wanted, String value) {
    return wanted.isEmpty() || wanted.get().equals(value);
  }

  /** The earliest time that a matching request can have. */
  Instant earliest(Instant otherwise) {
    Instant from = createdAfter.filter(otherwise::isBefore).orElse(otherwise);
    return requestId.map(id -> later(from, IdPrefix.time(id).minus(ID_TOLERANCE))).orElse(from);
  }

  /** The time before which every matching request is. */
  Instant latest(Instant otherwise) {
    Instant to = createdBefore.filter(otherwise::isAfter).orElse(otherwise);
    return requestId.map(id -> earlier(to, IdPrefix.time(id).plus(ID_TOLERANCE))).orElse(to);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
