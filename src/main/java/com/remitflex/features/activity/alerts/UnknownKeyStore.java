package com.remitflex.features.activity.alerts;

import com.remitflex.platform.database.Batch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The unknown_key table: well-formed keys that were never issued, for the operator. */
final class UnknownKeyStore {
  private static final Batch<UnknownKeyUse> ADD =
      Batch.<UnknownKeyUse>statement(
              """
              INSERT INTO unknown_key AS u
                (hour, display, ip, user_agent, requests, first_at, last_at)
              SELECT hour, display, ip, user_agent, requests, first_at, last_at FROM :rows
              ORDER BY hour, display, ip
              ON CONFLICT (hour, display, ip) DO UPDATE
              SET requests = u.requests + excluded.requests,
                  last_at = greatest(u.last_at, excluded.last_at)
              """)
          .time("hour", UnknownKeyUse::hour)
          .text("display", UnknownKeyUse::display)
          .text("ip", UnknownKeyUse::ip)
          .optionalText("user_agent", UnknownKeyUse::userAgent)
          .bigint("requests", UnknownKeyUse::requests)
          .time("first_at", UnknownKeyUse::first)
          .time("last_at", UnknownKeyUse::last)
          .build();

  private UnknownKeyStore() {}

  static int add(Handle handle, List<UnknownKeyUse> uses) {
    return ADD.write(handle, uses);
  }

  static List<UnknownKeyUse> newest(Handle handle, int limit) {
    try (Query query =
        handle.createQuery(
            "SELECT * FROM unknown_key ORDER BY hour DESC, last_at DESC LIMIT :most")) {
      return query
          .bind("most", limit)
          .map((row, context) ->
              new UnknownKeyUse(
                  row.getTimestamp("hour").toInstant(),
                  row.getString("display"),
                  row.getString("ip"),
                  Optional.ofNullable(row.getString("user_agent")),
                  row.getLong("requests"),
                  row.getTimestamp("first_at").toInstant(),
                  row.getTimestamp("last_at").toInstant()))
          .list();
    }
  }

  static int deleteBefore(Handle handle, Instant before) {
    return handle
        .createUpdate("DELETE FROM unknown_key WHERE hour < :before::timestamptz")
        .bind("before", before.toString())
        .execute();
  }
}
