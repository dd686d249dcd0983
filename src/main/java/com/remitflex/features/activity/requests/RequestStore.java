package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
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
 * Pages of the history of one or several keys of an account, or of all of them, each found through
 * its part of an index. What is selective is looked for in ever longer stretches of time, and not
 * for longer than a request may take: then the page ends where the search has come to.
 */
public final class RequestStore {
  private static final Duration FIRST_STRETCH = Duration.ofDays(1);
  private static final Duration SEARCHED = Duration.ofSeconds(3);

  private final Handle handle;
  private final Whose whose;
  private final RequestFilter filter;

  /**
   * The history of these keys.
   *
   * @param keyIds of this account
   */
  public RequestStore(Handle handle, String accountId, List<String> keyIds, RequestFilter filter) {
    this(handle, Whose.keys(accountId, keyIds), filter);
  }

  /** This history. */
  public RequestStore(Handle handle, Whose whose, RequestFilter filter) {
    this.handle = handle;
    this.whose = whose;
    this.filter = filter;
  }

  /** The order of a list, by time. */
  public enum Order {
    NEWEST_FIRST("DESC", "<"),
    OLDEST_FIRST("ASC", ">");

    private final String sql;
    private final String beyond;

    Order(String sql, String beyond) {
      this.sql = sql;
      this.beyond = beyond;
    }
  }

  /**
   * Some requests.
   *
   * @param searchedTo where the search was broken off, if it was: there may be more beyond
   */
  public record Found(List<LoggedRequest> requests, Optional<Position> searchedTo) {}

  /**
   * At most this many requests, from the position on.
   *
   * @param oldest before this time there is nothing
   * @param now after this time there is nothing
   */
  public Found find(Order order, Optional<Position> from, int most, Instant oldest, Instant now) {
    Instant start = filter.earliest(oldest);
    Instant end = filter.latest(now.plus(Duration.ofMinutes(1)));
    List<LoggedRequest> found = new ArrayList<>();
    boolean backwards = order == Order.NEWEST_FIRST;
    Instant edge =
        from.map(position -> backwards ? position.createdAt().plusMillis(1) : position.createdAt())
            .filter(at -> backwards ? at.isBefore(end) : at.isAfter(start))
            .orElse(backwards ? end : start);
    Duration stretch = filter.isSelective() ? FIRST_STRETCH : Duration.between(start, end);
    long startedNanos = System.nanoTime();
    while (found.size() < most && (backwards ? edge.isAfter(start) : edge.isBefore(end))) {
      Instant next = next(edge, stretch, backwards, start, end);
      found.addAll(
          page(order, from, most - found.size(), backwards ? next : edge, backwards ? edge : next));
      edge = next;
      stretch = stretch.multipliedBy(2);
      if (System.nanoTime() - startedNanos > SEARCHED.toNanos() && found.size() < most) {
        return new Found(found, Optional.of(new Position(edge, backwards ? Long.MAX_VALUE : -1)));
      }
    }
    return new Found(found, Optional.empty());
  }

  private static Instant next(
      Instant edge, Duration stretch, boolean backwards, Instant start, Instant end) {
    Instant next = backwards ? edge.minus(stretch) : edge.plus(stretch);
    if (backwards) {
      return next.isBefore(start) ? start : next;
    }
    return next.isAfter(end) ? end : next;
  }

  private List<LoggedRequest> page(
      Order order, Optional<Position> from, int most, Instant after, Instant before) {
    if (!after.isBefore(before) || whose.parts().isEmpty()) {
      return List.of();
    }
    StringBuilder inner =
        new StringBuilder(
            """
            SELECT * FROM request_log
            WHERE account_id = :account AND %s = part.value AND at >= :after AND at < :before
            """
                .formatted(whose.column().sql));
    filter.conditions().forEach(condition -> inner.append(" AND ").append(condition));
    if (from.isPresent()) {
      inner.append(" AND (at, number) ").append(order.beyond).append(" (:at, :number)");
    }
    String ordered = " ORDER BY at " + order.sql + ", number " + order.sql + " LIMIT :most";
    Map<String, Object> values = new HashMap<>(filter.values());
    values.put("account", whose.accountId());
    values.put("parts", whose.parts().toArray(String[]::new));
    values.put("after", after.atOffset(ZoneOffset.UTC));
    values.put("before", before.atOffset(ZoneOffset.UTC));
    values.put("most", most);
    from.ifPresent(position -> {
      values.put("at", position.createdAt().atOffset(ZoneOffset.UTC));
      values.put("number", position.number());
    });
    try (Query query =
        handle.createQuery(
            "SELECT r.* FROM unnest(:parts) AS part (value) CROSS JOIN LATERAL ("
                + inner
                + ordered
                + ") r"
                + ordered)) {
      return query.bindMap(values).map((row, context) -> request(row)).list();
    }
  }

  /** What comes after a position and before a time, oldest first: for who follows the history. */
  public List<LoggedRequest> from(Position position, Instant before, int most) {
    return page(Order.OLDEST_FIRST, Optional.of(position), most, position.createdAt(), before);
  }

  /** What more is kept of a request. */
  public static Optional<RequestDetail> detail(Handle handle, LoggedRequest request) {
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

  /** The request between two times that created the object with this id: its answer names it. */
  public static Optional<LoggedRequest> creating(
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

  /** Masked again: an earlier version masked less before it wrote. */
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
