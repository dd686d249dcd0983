package com.remitflex.features.leaks.reports;

import com.remitflex.features.apikeys.lifecycle.Leak;
import com.remitflex.platform.access.Client;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The leak_report table: requests add reports, and workers claim them. */
final class LeakReportStore {
  private static final int HASH_BYTES = 32;

  /** A report that one worker has claimed. */
  record Claimed(long id, LeakReport report) {}

  private LeakReportStore() {}

  static void add(Handle handle, List<LeakReport> reports) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO leak_report (key_hashes, source, found_at, ip, user_agent, request_id)
            VALUES (:hashes, :source, :foundAt, :ip, :userAgent, :requestId)
            """)) {
      for (LeakReport report : reports) {
        batch
            .bind("hashes", joined(report.hashes()))
            .bind("source", report.leak().source().word())
            .bind("foundAt", report.leak().foundAt())
            .bind("ip", report.client().ip())
            .bind("userAgent", report.client().userAgent())
            .bind("requestId", report.client().requestId())
            .add();
      }
      batch.execute();
    }
  }

  /** Claims a due report: for this time no other worker gets it. */
  static Optional<Claimed> claim(Handle handle, Duration claim) {
    try (Query query =
        handle.createQuery(
            """
            UPDATE leak_report SET due_at = clock_timestamp() + :millis * interval '1 ms'
            WHERE id = (
              SELECT id FROM leak_report WHERE due_at <= statement_timestamp()
              ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)) {
      return query
          .bind("millis", claim.toMillis())
          .map((row, context) -> new Claimed(row.getLong("id"), report(row)))
          .findOne();
    }
  }

  /** Extends a claim. */
  static void renew(Handle handle, long id, Duration claim) {
    handle
        .createUpdate(
            """
            UPDATE leak_report SET due_at = clock_timestamp() + :millis * interval '1 ms'
            WHERE id = :id
            """)
        .bind("millis", claim.toMillis())
        .bind("id", id)
        .execute();
  }

  static void remove(Handle handle, long id) {
    handle.createUpdate("DELETE FROM leak_report WHERE id = :id").bind("id", id).execute();
  }

  private static LeakReport report(ResultSet row) throws SQLException {
    return new LeakReport(
        split(row.getBytes("key_hashes")),
        new Leak(
            Leak.Source.of(row.getString("source")),
            Optional.ofNullable(row.getString("found_at"))),
        new Client(
            row.getString("ip"),
            Optional.ofNullable(row.getString("user_agent")),
            row.getString("request_id")));
  }

  private static byte[] joined(List<byte[]> hashes) {
    ByteBuffer joined = ByteBuffer.allocate(hashes.size() * HASH_BYTES);
    hashes.forEach(joined::put);
    return joined.array();
  }

  private static List<byte[]> split(byte[] joined) {
    return IntStream.range(0, joined.length / HASH_BYTES)
        .mapToObj(i -> Arrays.copyOfRange(joined, i * HASH_BYTES, (i + 1) * HASH_BYTES))
        .toList();
  }
}
