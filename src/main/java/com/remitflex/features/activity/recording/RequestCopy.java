package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RejectionSummary;
import com.remitflex.features.activity.requests.RequestDetail;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes requests by COPY in PostgreSQL's text format. */
final class RequestCopy {
  private static final String REQUESTS =
      """
      COPY request_log (account_id, environment, key_id, at, number, id, method, path, route,
        status, error_code, latency_micros, ip, user_agent, idempotency_key, refused_by,
        refusal_detail, summary)
      FROM STDIN
      """;
  private static final String DETAILS =
      """
      COPY request_detail (account_id, key_id, at, number, headers, request_body, response_body)
      FROM STDIN
      """;

  /**
   * A request with its details.
   *
   * @param mark settled when the row is written, or can never be written
   */
  record Row(LoggedRequest request, Optional<RequestDetail> detail, Spool.Mark mark) {
    /** A row without details. */
    static Row of(LoggedRequest request, Spool.Mark mark) {
      return new Row(request, Optional.empty(), mark);
    }
  }

  private RequestCopy() {}

  /** Writes the rows; the caller commits. */
  static void write(Connection connection, List<Row> rows) throws SQLException, IOException {
    CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
    StringBuilder requests = new StringBuilder();
    StringBuilder details = new StringBuilder();
    for (Row row : rows) {
      request(requests, row.request());
      row.detail().ifPresent(detail -> detail(details, row.request(), detail));
    }
    copy.copyIn(REQUESTS, new StringReader(requests.toString()));
    if (!details.isEmpty()) {
      copy.copyIn(DETAILS, new StringReader(details.toString()));
    }
  }

  /** Acquires an advisory lock, which is held to the end of the transaction. */
  static void lock(Connection connection, String lock) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
      query.setString(1, lock);
      query.execute();
    }
  }

  /** Whether a request is stored already; leaves the transaction open. */
  static boolean isWritten(Connection connection, LoggedRequest request) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT FROM request_log
            WHERE account_id = ? AND key_id = ? AND at = ?::timestamptz AND number = ?
            """)) {
      query.setString(1, request.head().accountId());
      query.setString(2, request.keyId());
      query.setString(3, request.at().toString());
      query.setLong(4, request.number());
      try (ResultSet found = query.executeQuery()) {
        return found.next();
      }
    }
  }

  /** The IDs of the requests that are stored already; leaves the transaction open. */
  static Set<String> written(Connection connection, List<LoggedRequest> requests)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT r.id FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::bigint[])
              AS v (account_id, key_id, at, number)
            JOIN request_log r USING (account_id, key_id, at, number)
            """)) {
      Object[][] columns = {
        requests.stream().map(one -> one.head().accountId()).toArray(),
        requests.stream().map(LoggedRequest::keyId).toArray(),
        requests.stream().map(one -> one.at().toString()).toArray(),
        requests.stream().map(LoggedRequest::number).toArray()
      };
      String[] types = {"text", "text", "text", "bigint"};
      for (int i = 0; i < types.length; i++) {
        query.setArray(i + 1, connection.createArrayOf(types[i], columns[i]));
      }
      Set<String> found = new HashSet<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
      return found;
    }
  }

  private static void request(StringBuilder out, LoggedRequest request) {
    text(out, request.head().accountId()).append('\t');
    text(out, request.head().environment().word()).append('\t');
    text(out, request.keyId()).append('\t');
    out.append(request.at()).append('\t').append(request.number()).append('\t');
    text(out, request.id()).append('\t');
    text(out, request.method()).append('\t');
    text(out, request.path()).append('\t');
    text(out, request.route()).append('\t');
    out.append(request.status()).append('\t');
    optional(out, request.errorCode()).append('\t');
    out.append(request.latencyMicros()).append('\t');
    text(out, request.ip()).append('\t');
    optional(out, request.userAgent()).append('\t');
    optional(out, request.idempotencyKey()).append('\t');
    optional(out, request.refusedBy()).append('\t');
    optional(out, request.refusalDetail()).append('\t');
    optional(out, request.summary().map(RejectionSummary::json)).append('\n');
  }

  private static void detail(StringBuilder out, LoggedRequest request, RequestDetail detail) {
    text(out, request.head().accountId()).append('\t');
    text(out, request.keyId()).append('\t');
    out.append(request.at()).append('\t').append(request.number()).append('\t');
    text(out, detail.headers()).append('\t');
    text(out, detail.requestBody()).append('\t');
    text(out, detail.responseBody()).append('\n');
  }

  private static StringBuilder optional(StringBuilder out, Optional<String> value) {
    return value.isPresent() ? text(out, value.get()) : out.append("\\N");
  }

  private static StringBuilder text(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\0' -> out.append('\uFFFD');
        default -> out.append(isUnpaired(value, i) ? '\uFFFD' : c);
      }
    }
    return out;
  }

  /** Whether a surrogate is unpaired: UTF-8 cannot encode it. */
  private static boolean isUnpaired(String value, int i) {
    char c = value.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
  }
}
