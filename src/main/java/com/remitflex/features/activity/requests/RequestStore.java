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
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the history of some keys of an account, or of all of them, each through its own range of an
 * index. A selective filter is searched for only in the hours that can have what it selects, in
 * ever longer steps, and only for a few seconds: then the page ends where the search has ended.
 */
public final class RequestStore {
  private static final Duration FIRST_INTERVAL = Duration.ofDays(1);
  private static final Duration MAX_SEARCH = Duration.ofSeconds(3);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private static final String ONE_INTERVAL = "unnest(:parts) AS part (value)";
  private static final String INTERVALS =
      "(SELECT value, since, until FROM unnest(:parts) AS value CROSS JOIN"
          + " unnest(:since::timestamptz[], :until::timestamptz[]) AS i (since, until)) AS part";

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
    Interval all = part(page, oldest, now);
    if (all.isEmpty()) {
      return Page.empty();
    }
    SearchPath path =
        new SearchPath(
            RequestIndexStore.find(handle, scope, filter, all), page.order(), all.from());
    int wanted = page.limit() + 1;
    Duration length = filter.isSelective() ? FIRST_INTERVAL : all.length();
    List<LoggedRequest> found = new ArrayList<>();
    long startedNanos = System.nanoTime();
    while (found.size() < wanted && !path.isOver()) {
      found.addAll(rows(page, wanted - found.size(), path.take(length)));
      length = length.multipliedBy(2);
      boolean isLate = System.nanoTime() - startedNanos > MAX_SEARCH.toNanos();
      if (isLate && found.size() < wanted && !path.isOver()) {
        return new Page<>(found, Optional.of(path.reached()));
      }
    }
    return page.page(found, LoggedRequest::position);
  }

  /** The part of the history that the page can be in. */
  private Interval part(PageQuery page, Instant oldest, Instant now) {
    Interval all = new Interval(filter.earliest(oldest), filter.latest(now.plus(CLOCK_TOLERANCE)));
    if (page.after().isEmpty()) {
      return all;
    }
    Instant edge = page.after().get().createdAt();
    return all.and(
        page.order() == Order.NEWEST_FIRST
            ? new Interval(all.from(), edge.plusMillis(1))
            : new Interval(edge, all.to()));
  }

  /** The requests after a position and before a time, oldest first. */
  List<LoggedRequest> after(Position position, Instant before, int limit) {
    PageQuery page = new PageQuery(Order.OLDEST_FIRST, Optional.of(position), limit);
    Interval all = new Interval(position.createdAt(), before);
    return all.isEmpty() ? List.of() : rows(page, limit, List.of(all));
  }

  /** The first requests in these parts of the history. */
  private List<LoggedRequest> rows(PageQuery page, int limit, List<Interval> intervals) {
    if (scope.values().isEmpty()) {
      return List.of();
    }
    String ordered = page.orderAndLimit("at", "number");
    String selected =
        "SELECT * FROM request_log WHERE "
            + scope.range("request_log", ":account", "part.value")
            + " AND at >= :from AND at < :to"
            + (intervals.size() == 1 ? "" : " AND at >= part.since AND at < part.until")
            + filter.conditions().stream().map(" AND "::concat).collect(Collectors.joining())
            + page.condition("at", "number")
            + ordered;
    try (Query query =
        handle.createQuery(
            "SELECT r.* FROM "
                + (intervals.size() == 1 ? ONE_INTERVAL : INTERVALS)
                + " CROSS JOIN LATERAL ("
                + selected
                + ") r"
                + ordered)) {
      bindIntervals(query, intervals);
      return page.bind(query, limit)
          .bindMap(filter.values())
          .bind("account", scope.accountId())
          .bind("parts", scope.values().toArray(String[]::new))
          .map((row, context) -> request(row))
          .list();
    }
  }

  private static void bindIntervals(Query query, List<Interval> intervals) {
    Instant from = intervals.stream().map(Interval::from).min(Instant::compareTo).orElseThrow();
    Instant to = intervals.stream().map(Interval::to).max(Instant::compareTo).orElseThrow();
    query.bind("from", from.atOffset(ZoneOffset.UTC)).bind("to", to.atOffset(ZoneOffset.UTC));
    if (intervals.size() > 1) {
      query
          .bind(
              "since", intervals.stream().map(one -> one.from().toString()).toArray(String[]::new))
          .bind("until", intervals.stream().map(one -> one.to().toString()).toArray(String[]::new));
    }
  }

  /** The details of a request, if they are stored. */
  static Optional<RequestDetail> detail(Handle handle, LoggedRequest request) {
    try (Query query =
        handle.createQuery(
            """
            SELECT headers, request_body, response_body FROM request_detail
            WHERE at = :at AND number = :number AND account_id = :account AND key_id = :key
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
            WHERE %s AND r.at >= :from AND r.at < :to AND r.method = 'POST' AND r.status = 201
              AND d.at >= :from AND d.at < :to AND strpos(d.response_body, :id) > 0
            LIMIT 1
            """
                .formatted(HistoryScope.rangeOfAccount("r", ":account", ":environment")))) {
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
