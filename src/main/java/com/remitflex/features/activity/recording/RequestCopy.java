package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.HistoryScope;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RejectionSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes requests by COPY. */
final class RequestCopy {
  private static final String REQUESTS =
      """
      COPY request_log (account_id, environment, key_id, at, number, id, method, path, route,
        status, error_code, latency_micros, ip, user_agent, idempotency_key, refused_by,
        refusal_detail, summary, indexed)
      FROM STDIN (FORMAT binary)
      """;
  private static final String DETAILS =
      """
      COPY request_detail (account_id, key_id, at, number, headers, request_body, response_body)
      FROM STDIN (FORMAT binary)
      """;

  private static final int REQUEST_COLUMNS = 19;
  private static final int DETAIL_COLUMNS = 7;

  private final CopyRows requests = new CopyRows(REQUESTS, REQUEST_COLUMNS);
  private final CopyRows details = new CopyRows(DETAILS, DETAIL_COLUMNS);
  private final IndexWriter index = new IndexWriter();

  /**
   * What is stored of a write or an error in addition.
   *
   * @param headers a JSON object
   * @param requestBody masked, in UTF-8
   * @param responseBody masked, in UTF-8
   */
  record MaskedDetail(String headers, byte[] requestBody, byte[] responseBody) {}

  /** A request with its details. They may be read anew by each call, and take no memory before. */
  interface Row {
    LoggedRequest request();

    Optional<MaskedDetail> detail();

    /** Settled when the row is written, or can never be written. */
    Spool.Mark mark();

    /** A row without details. */
    static Row of(LoggedRequest request, Spool.Mark mark) {
      return new InMemory(request, mark);
    }

    /** A row without details, in memory. */
    record InMemory(LoggedRequest request, Spool.Mark mark) implements Row {
      @Override
      public Optional<MaskedDetail> detail() {
        return Optional.empty();
      }
    }
  }

  /** Writes the rows, and what the index lacks of them; the caller commits. */
  void write(Connection connection, List<Row> rows) throws SQLException {
    requests.clear();
    details.clear();
    index.begin();
    for (Row row : rows) {
      LoggedRequest request = row.request();
      request(requests.row(), request);
      row.detail().ifPresent(detail -> detail(details.row(), request, detail));
      index.add(request);
    }
    requests.send(connection);
    details.send(connection);
    index.write(connection);
  }

  /** The rows are committed: what the index has of them is known from now on. */
  void committed() {
    index.committed();
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
    return !written(connection, List.of(request)).isEmpty();
  }

  /** The IDs of the requests that are stored already; leaves the transaction open. */
  static Set<String> written(Connection connection, List<LoggedRequest> requests)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT r.id FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::bigint[])
              AS v (account_id, key_id, at, number)
            JOIN request_log r ON r.at = v.at AND r.number = v.number AND %s
            """
                .formatted(HistoryScope.rangeOfKey("r", "v.account_id", "v.key_id")))) {
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

  private static void request(CopyRows out, LoggedRequest request) {
    out.text(request.head().accountId())
        .text(request.head().environment().word())
        .text(request.keyId())
        .time(request.at())
        .bigint(request.number())
        .text(request.id())
        .text(request.method())
        .text(request.path())
        .text(request.route())
        .bigint(request.status())
        .optionalText(request.errorCode())
        .bigint(request.latencyMicros())
        .text(request.ip())
        .optionalText(request.userAgent())
        .optionalText(request.idempotencyKey())
        .optionalText(request.refusedBy())
        .optionalText(request.refusalDetail())
        .optionalJsonb(request.summary().map(RejectionSummary::json))
        .bool(true);
  }

  private static void detail(CopyRows out, LoggedRequest request, MaskedDetail detail) {
    out.text(request.head().accountId())
        .text(request.keyId())
        .time(request.at())
        .bigint(request.number())
        .text(detail.headers())
        .text(detail.requestBody())
        .text(detail.responseBody());
  }
}
