package com.remitflex.features.webhooks.deliveries;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Select;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The webhook_lane table: the endpoints that have pending deliveries. One node at a time makes the
 * attempts of an endpoint: this limits its concurrency, keeps its order, and costs no claim per
 * delivery.
 */
public final class LaneStore {
  /** How long a claim lasts, unless its node renews it. */
  public static final Duration LEASE = Duration.ofSeconds(15);

  /** An endpoint that a node has claimed. */
  public record ClaimedLane(String endpointId, long failures) {}

  /**
   * The state of an endpoint when its node gives it back.
   *
   * @param pausedUntil before this time no attempt is made
   */
  public record ReleasedLane(
      String endpointId, String worker, long failures, Optional<Instant> pausedUntil) {}

  private static final int MAX_COUNTED = 10_000;

  /**
   * How an endpoint that has pending deliveries is doing.
   *
   * @param failures in a row
   * @param pausedUntil before this time no attempt is made
   * @param pending its pending deliveries, counted up to 10,000
   */
  public record LaneState(
      String endpointId, long failures, Optional<Instant> pausedUntil, long pending) {
    /** Whether its last attempts have failed so often that it is paused. */
    public boolean isFailing() {
      return failures > 0 && pausedUntil.isPresent();
    }
  }

  private static final Batch<String> STATES =
      Batch.<String>statement(
              """
              SELECT l.endpoint_id, l.failures, l.paused_until, (
                SELECT count(*) FROM (
                  SELECT FROM webhook_delivery d WHERE d.endpoint_id = v.endpoint_id
                    AND d.status = 'pending' LIMIT %d) counted) AS pending
              FROM :rows JOIN webhook_lane l ON l.endpoint_id = v.endpoint_id
              """
                  .formatted(MAX_COUNTED))
          .text("endpoint_id", id -> id)
          .build();

  /** Locks the lane also where nothing changes, against {@link #release}. */
  private static final Batch<String> WAKE =
      Batch.<String>statement(
              """
              INSERT INTO webhook_lane (endpoint_id, due_at)
              SELECT endpoint_id, statement_timestamp() FROM :rows ORDER BY endpoint_id
              ON CONFLICT (endpoint_id) DO UPDATE
              SET due_at = least(webhook_lane.due_at,
                                 greatest(excluded.due_at, webhook_lane.paused_until))
              WHERE webhook_lane.due_at > greatest(excluded.due_at, webhook_lane.paused_until)
              """)
          .text("endpoint_id", id -> id)
          .build();

  private static final Select<ClaimedLane> DUE =
      Select.of(
          """
          UPDATE webhook_lane l
          SET claimed_by = ?, claimed_until = clock_timestamp() + ? * interval '1 s'
          FROM (
            SELECT ctid FROM webhook_lane
            WHERE due_at <= statement_timestamp()
              AND (claimed_until IS NULL OR claimed_until <= statement_timestamp())
            ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED) due
          WHERE l.ctid = due.ctid
          RETURNING l.endpoint_id, l.failures
          """,
          row -> new ClaimedLane(row.getString("endpoint_id"), row.getLong("failures")));

  private static final Batch<ReleasedLane> HELD =
      released(
          Batch.statement(
              """
              SELECT l.endpoint_id FROM :rows JOIN webhook_lane l ON l.endpoint_id = v.endpoint_id
                AND l.claimed_by = v.worker ORDER BY l.endpoint_id FOR UPDATE OF l
              """));

  private static final Batch<ReleasedLane> RELEASE =
      released(
          Batch.statement(
              """
              UPDATE webhook_lane l SET claimed_by = NULL, claimed_until = NULL,
                failures = v.failures, paused_until = v.paused_until,
                due_at = greatest(v.paused_until, (
                  SELECT min(d.due_at) FROM webhook_delivery d
                  WHERE d.endpoint_id = v.endpoint_id AND d.status = 'pending'))
              FROM :rows
              WHERE l.endpoint_id = v.endpoint_id AND l.claimed_by = v.worker
                AND EXISTS (SELECT FROM webhook_delivery d
                            WHERE d.endpoint_id = v.endpoint_id AND d.status = 'pending')
              """));

  private static final Batch<ReleasedLane> END =
      released(
          Batch.statement(
              """
              DELETE FROM webhook_lane l USING :rows
              WHERE l.endpoint_id = v.endpoint_id AND l.claimed_by = v.worker
              """));

  private LaneStore() {}

  private static Batch<ReleasedLane> released(Batch.Columns<ReleasedLane> columns) {
    return columns
        .text("endpoint_id", ReleasedLane::endpointId)
        .text("worker", ReleasedLane::worker)
        .bigint("failures", ReleasedLane::failures)
        .optionalTime("paused_until", ReleasedLane::pausedUntil)
        .build();
  }

  /** Those of these endpoints that have pending deliveries. */
  static Map<String, LaneState> states(Database database, Set<String> endpointIds) {
    return database
        .with(
            handle -> Reads.one(handle, reads -> reads.add(STATES, endpointIds, LaneStore::state)))
        .stream()
        .collect(Collectors.toMap(LaneState::endpointId, one -> one));
  }

  private static LaneState state(ResultSet row) throws SQLException {
    return new LaneState(
        row.getString("endpoint_id"),
        row.getLong("failures"),
        Optional.ofNullable(row.getTimestamp("paused_until")).map(Timestamp::toInstant),
        row.getLong("pending"));
  }

  /** Makes endpoints due that have got deliveries; in the transaction that writes these. */
  public static void wake(Handle handle, Collection<String> endpointIds) {
    WAKE.write(handle, List.copyOf(Set.copyOf(endpointIds)));
  }

  /** Claims endpoints that are due: no other node gets them until the claim expires. */
  public static List<ClaimedLane> claim(Handle handle, String worker, int limit) {
    return DUE.list(handle, worker, LEASE.toSeconds(), limit);
  }

  /** Extends the claims of a worker from now on; returns the endpoints that it still has. */
  public static Set<String> renew(Handle handle, String worker) {
    try (Query query =
        handle.createQuery(
            """
            UPDATE webhook_lane SET claimed_until = clock_timestamp() + :seconds * interval '1 s'
            WHERE claimed_by = :worker RETURNING endpoint_id
            """)) {
      return Set.copyOf(
          query
              .bind("worker", worker)
              .bind("seconds", LEASE.toSeconds())
              .mapTo(String.class)
              .list());
    }
  }

  /**
   * Gives endpoints back; in a transaction. The rows are locked first, so that a delivery that is
   * being added is either found here or makes the endpoint due again.
   */
  public static void release(Handle handle, List<ReleasedLane> lanes) {
    if (lanes.isEmpty()) {
      return;
    }
    Set<String> held =
        Set.copyOf(
            Reads.one(
                handle,
                reads -> reads.add(HELD, Set.copyOf(lanes), row -> row.getString("endpoint_id"))));
    List<ReleasedLane> mine = new ArrayList<>(lanes);
    mine.removeIf(lane -> !held.contains(lane.endpointId()));
    RELEASE.write(handle, mine);
    END.write(handle, mine);
  }

  /** Removes the lane of an endpoint that has no more deliveries. */
  public static void end(Handle handle, String endpointId, String worker) {
    END.write(handle, List.of(new ReleasedLane(endpointId, worker, 0, Optional.empty())));
  }
}
