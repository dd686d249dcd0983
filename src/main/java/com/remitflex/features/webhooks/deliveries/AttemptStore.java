package com.remitflex.features.webhooks.deliveries;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.database.partitions.DailyPartitions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The webhook_attempt table, which has a partition per day. */
public final class AttemptStore {
  /** The partitions, under a lock of their own. */
  public static final DailyPartitions PARTITIONS =
      new DailyPartitions(List.of("webhook_attempt"), 0x72665f7765626861L);

  private static final Batch<Attempt> INSERT =
      Batch.<Attempt>insert("webhook_attempt")
          .text("endpoint_id", a -> a.delivery().endpointId())
          .bigint("seq", a -> a.delivery().seq())
          .bigint("number", Attempt::number)
          .time("started_at", Attempt::startedAt)
          .bigint("latency_micros", Attempt::latencyMicros)
          .optionalBigint("status", Attempt::status)
          .optionalText("error", Attempt::error)
          .optionalText("address", Attempt::address)
          .text("response", Attempt::response)
          .build();

  private static final Select<Attempt> OF_DELIVERY =
      Select.of(
          """
          SELECT * FROM webhook_attempt WHERE endpoint_id = ? AND seq = ?
          ORDER BY started_at, number
          """,
          AttemptStore::attempt);

  private AttemptStore() {}

  public static void insert(Writes writes, List<Attempt> attempts) {
    writes.add(INSERT, attempts);
  }

  /** The attempts of a delivery that are still stored, oldest first. */
  static List<Attempt> of(Database database, Delivery.Key key) {
    return database.list(OF_DELIVERY, key.endpointId(), key.seq());
  }

  private static Attempt attempt(ResultSet row) throws SQLException {
    return new Attempt(
        new Delivery.Key(row.getString("endpoint_id"), row.getLong("seq")),
        row.getLong("number"),
        row.getTimestamp("started_at").toInstant(),
        row.getLong("latency_micros"),
        Optional.ofNullable(row.getObject("status", Long.class)),
        Optional.ofNullable(row.getString("error")),
        Optional.ofNullable(row.getString("address")),
        row.getString("response"));
  }
}
