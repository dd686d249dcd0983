package com.remitflex.testing;

import com.remitflex.platform.database.Database;
import java.util.List;

/** Whether the index of the request history is complete. */
public final class IndexedRequests {
  private IndexedRequests() {}

  /** Values of requests that are said to be in the index, and are not. */
  public static List<String> missing(Database database) {
    return database.with(handle ->
        handle
            .createQuery(
                """
                SELECT r.id || ' ' || v.field || ' ' || v.value FROM request_log r,
                LATERAL (
                  VALUES ('status', status::text), ('status', (status / 100) || 'xx'),
                    ('method', method), ('route', route), ('error_code', error_code),
                    ('ip', lower(ip))
                  UNION SELECT 'ip', lower(address)
                    FROM jsonb_object_keys(summary -> 'addresses') AS address
                ) AS v (field, value)
                WHERE r.indexed AND v.value IS NOT NULL AND NOT EXISTS (
                  SELECT FROM request_index i
                  WHERE i.account_id = r.account_id AND i.environment = r.environment
                    AND i.key_id = r.key_id AND i.field = v.field AND i.value = v.value
                    AND i.day = date_trunc('day', r.at, 'UTC')
                    AND i.hours >> extract(hour FROM r.at AT TIME ZONE 'UTC')::int & 1 = 1)
                LIMIT 20
                """)
            .mapTo(String.class)
            .list());
  }
}
