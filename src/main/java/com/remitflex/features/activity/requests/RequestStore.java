package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the history of some keys of an account, or of all of them, each through its own range of an
 * index. A selective filter is searched for in ever longer intervals, and only for a few seconds:
 * then the page ends where the search has ended.
 */
public final class RequestStore {
  private static final Duration FIRST_INTERVAL = Duration.ofDays(1);
  private static final Duration MAX_SEARCH = Duration.ofSeconds(3);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private final Handle handle;
  private final HistoryScope scope;
  private final RequestFilter filter;

  public RequestStore(Handle handle, HistoryScope scope, RequestFilter filter) {
    this.handle = handle;
    this.scope = scope;
    this.filter = filter;
  }

  /**
   * A page of requests. It may have fewer than its limit, and yet a next page, when the search took
   * too long.
   *
   * @param oldest earlier requests are left out
   * @param now later requests are left out, apart from what clocks may differ
   */
  public Page<LoggedRequest> page(PageQuery page, Instant oldest, Instant now) {
    Instant start = filter.earliest(oldest);
    Instant end = filter.latest(now.plus(CLOCK_TOLERANCE));
    boolean backwards = page.order() == Order.NEWEST_FIRST;
    int wanted = page.limit() + 1;
    Instant edge = edge(page, start, end);
    Duration interval = filter.isSelective() ? FIRST_INTERVAL : Duration.between(start, end);
    List<LoggedRequest> found = new ArrayList<>();
    long startedNanos = System.nanoTime();
    while (found.size() < wanted && (backwards ? edge.isAfter(start) : edge.isBefore(end))) {
      Instant next = next(edge, interval, backwards, start, end);
      found.addAll(
          rows(page, wanted - found.size(), backwards ? next : edge, backwards ? edge : next));
      edge = next;
      interval = interval.multipliedBy(2);
      boolean isLate = System.nanoTime() - startedNanos > MAX_SEARCH.toNanos();
      if (isLate && found.size() < wanted) {
        return new Page<>(found, Optional.of(new Position(edge, backwards ? Long.MAX_VALUE : -1)));
      }
    }
    return page.page(found, LoggedRequest::position);
  }

  /** Where the search begins: at the position, or at an end of the time that is searched. */
  private static Instant edge(PageQuery page, Instant start, Instant end) {
    boolean backwards = page.order() == Order.NEWEST_FIRST;
    return page.after()
        .map(position -> backwards ? position.createdAt().plusMillis(1) : position.createdAt())
        .filter(at -> backwards ? at.isBefore(end) : at.isAfter(start))
        .orElse(backwards ? end : start);
  }

  private static Instant next(
      Instant edge, Duration interval, boolean backwards, Instant start, Instant end) {
    Instant next = backwards ? edge.minus(interval) : edge.plus(interval);
    if (backwards) {
      return next.isBefore(start) ? start : next;
    }
    return next.isAfter(end) ? end : next;
  }

  /** The requests after a position and before a time, oldest first. */
  List<LoggedRequest> after(Position position, Instant before, int limit) {
    PageQuery page = new PageQuery(Order.OLDEST_FIRST, Optional.of(position), limit);
    return rows(page, limit, position.createdAt(), before);
  }

  private List<LoggedRequest> rows(PageQuery page, int limit, Instant after, Instant before) {
    if (!after.isBefore(before) || scope.values().isEmpty()) {
      return List.of();
    }
    StringBuilder inner =
        new StringBuilder(
            """
            SELECT * FROM request_log
            WHERE account_id = :account AND %s = part.value AND at >= :after AND at < :before
            """
                .formatted(scope.column().sql));
    filter.conditions().forEach(condition -> inner.append(" AND ").append(condition));
    inner.append(page.condition("at", "number"));
    String ordered = page.orderAndLimit("at", "number");
    Map<String, Object> values = new HashMap<>(filter.values());
    values.put("account", scope.accountId());
    values.put("parts", scope.values().toArray(String[]::new));
    values.put("after", after.atOffset(ZoneOffset.UTC));
    values.put("before", before.atOffset(ZoneOffset.UTC));
    try (Query query =
        handle.createQuery(
            "SELECT r.* FROM unnest(:parts) AS part (value) CROSS JOIN LATERAL ("
                + inner
                + ordered
                + ") r"
                + ordered)) {
      return page.bind(query, limit).bindMap(values).map((row, context) -> request(row)).list();
    }
  }

  /** The details of a request, if they are stored. */
  static Optional<RequestDetail> detail(Handle handle, LoggedRequest request) {
    try (Query query =
        handle.createQuery(
            """
            SELECT headers, request_body, response_body FROM request_detail
            WHERE account_id = :account AND key_id = :key AND at = :at AND number = :number
            """)) {
      return query
          .bind("account", request.head().accountId())
          .bind("key", request.keyId())
          .bind("at", request.at().atOffset(ZoneOffset.UTC))
          .bind("number", request.number())
          .map((row, context) ->
              new RequestDetail(
                  ApiKeyText.mask(row.getString("headers")),
                  ApiKeyText.mask(row.getString("request_body")),
                  ApiKeyText.mask(row.getString("response_body"))))
          .findFirst();
    }
  }

  /** The request between two times whose response names the object that it created. */
  static Optional<LoggedRequest> creating(
      Handle handle, HeadId head, String id, Instant from, Instant to) {
    try (Query query =
        handle.createQuery(
            """
            SELECT r.* FROM request_log r
            JOIN request_detail d ON d.account_id = r.account_id AND d.key_id = r.key_id
              AND d.at = r.at AND d.number = r.number
            WHERE r.account_id = :account AND r.environment = :environment
              AND r.at >= :from AND r.at < :to AND r.method = 'POST' AND r.status = 201
              AND d.at >= :from AND d.at < :to AND strpos(d.response_body, :id) > 0
            LIMIT 1
            """)) {
      return query
          .bind("account", head.accountId())
          .bind("environment", head.environment().word())
          .bind("from", from.atOffset(ZoneOffset.UTC))
          .bind("to", to.atOffset(ZoneOffset.UTC))
          .bind("id", id)
          .map((row, context) -> request(row))
          .findFirst();
    }
  }

  /** Masked again, because earlier versions masked less when they wrote. */
  private static LoggedRequest request(ResultSet row) throws SQLException {
    return new LoggedRequest(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getString("key_id"),
        row.getTimestamp("at").toInstant(),
        row.getLong("number"),
        row.getString("id"),
        ApiKeyText.mask(row.getString("method")),
        ApiKeyText.mask(row.getString("path")),
        row.getString("route"),
        row.getInt("status"),
        Optional.ofNullable(row.getString("error_code")),
        row.getLong("latency_micros"),
        row.getString("ip"),
        Optional.ofNullable(row.getString("user_agent")).map(ApiKeyText::mask),
        Optional.ofNullable(row.getString("idempotency_key")).map(ApiKeyText::mask),
        Optional.ofNullable(row.getString("refused_by")),
        Optional.ofNullable(row.getString("refusal_detail")),
        Optional.ofNullable(row.getString("summary")).map(RejectionSummary::read));
  }
}
