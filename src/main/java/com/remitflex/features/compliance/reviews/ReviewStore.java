package com.remitflex.features.compliance.reviews;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The compliance_review table. */
public final class ReviewStore
    implements RowSaver<Review.Key, Review>, RowQuery<Review.Key, Review> {
  public static final ReviewStore ROWS = new ReviewStore();

  private static final Batch<Review.Key> LOAD =
      Batch.<Review.Key>statement(
              """
              SELECT r.* FROM :rows JOIN compliance_review r
                ON r.payment_id = v.payment_id AND r.account_id = v.account_id
                AND r.environment = v.environment
              """)
          .text("account_id", key -> key.head().accountId())
          .text("environment", key -> key.head().environment().word())
          .text("payment_id", Review.Key::paymentId)
          .build();

  private static final Batch<Review> INSERT =
      Batch.<Review>insert("compliance_review")
          .text("account_id", r -> r.key().head().accountId())
          .text("environment", r -> r.key().head().environment().word())
          .text("payment_id", r -> r.key().paymentId())
          .text("id", Review::id)
          .text("rule", r -> r.held().rule())
          .text("finding", r -> r.held().finding())
          .time("held_at", Review::heldAt)
          .optionalTime("expires_at", Review::expiresAt)
          // A review can be decided in the batch that begins it.
          .optionalText("verdict", r -> r.outcome().map(Review.Outcome::word))
          .optionalText("decided_by", r -> r.outcome().map(Review.Outcome::decidedBy))
          .optionalText("reason", r -> r.outcome().flatMap(Review.Outcome::reason))
          .optionalTime("decided_at", r -> r.outcome().map(Review.Outcome::decidedAt))
          .build();

  private static final Batch<Review> UPDATE =
      Batch.<Review>statement(
              """
              UPDATE compliance_review r
              SET verdict = v.verdict, decided_by = v.decided_by, reason = v.reason,
                  decided_at = v.decided_at
              FROM :rows WHERE r.id = v.id AND r.verdict IS NULL
              """)
          .text("id", Review::id)
          .optionalText("verdict", r -> r.outcome().map(Review.Outcome::word))
          .optionalText("decided_by", r -> r.outcome().map(Review.Outcome::decidedBy))
          .optionalText("reason", r -> r.outcome().flatMap(Review.Outcome::reason))
          .optionalTime("decided_at", r -> r.outcome().map(Review.Outcome::decidedAt))
          .build();

  private ReviewStore() {}

  @Override
  public Supplier<Map<Review.Key, Review>> load(Reads reads, Set<Review.Key> keys) {
    Found<Review> found = reads.add(LOAD, keys, ReviewStore::review);
    return () -> found.by(Review::key);
  }

  @Override
  public void insert(Writes writes, List<Review> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<Review> before, List<Review> after) {
    writes.add(UPDATE, after);
  }

  static Optional<Review> find(Handle handle, Review.Key key) {
    return Optional.ofNullable(ROWS.load(handle, List.of(key)).get(key));
  }

  private static final String LIST =
      "SELECT r.* FROM compliance_review r JOIN payment p ON p.account_id = r.account_id"
          + " AND p.environment = r.environment AND p.id = r.payment_id"
          + " WHERE r.environment = ?";

  /** A review that a version before has decided still has no verdict. */
  private static final Select<Review> WAITING =
      Select.of(
          LIST
              + " AND r.verdict IS NULL AND p.status = 'compliance_review'"
              + " ORDER BY r.held_at, r.id LIMIT ?",
          ReviewStore::review);

  private static final Select<Review> DECIDED =
      Select.of(
          LIST + " AND r.verdict IS NOT NULL ORDER BY r.decided_at DESC, r.id LIMIT ?",
          ReviewStore::review);

  private static final Select<Review> BY_ID =
      Select.of("SELECT r.* FROM compliance_review r WHERE r.id = ?", ReviewStore::review);

  /** The reviews of all accounts that wait, the oldest first. */
  public static List<Review> waiting(Handle handle, Environment environment, int limit) {
    return WAITING.list(handle, environment.word(), limit);
  }

  /** The reviews of all accounts that were decided, the last first. */
  public static List<Review> decided(Handle handle, Environment environment, int limit) {
    return DECIDED.list(handle, environment.word(), limit);
  }

  public static Optional<Review> byId(Handle handle, String id) {
    return BY_ID.find(handle, id);
  }

  /** The number of reviews that wait, and how long the oldest has, of an environment. */
  public static Waiting totals(Handle handle, Environment environment) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS reviews,
                   coalesce(greatest(0, extract(epoch FROM clock_timestamp() - min(held_at))), 0)
                     ::bigint AS oldest
            FROM compliance_review WHERE environment = :environment AND verdict IS NULL
            """)
        .bind("environment", environment.word())
        .map((row, context) ->
            new Waiting(row.getLong("reviews"), Duration.ofSeconds(row.getLong("oldest"))))
        .one();
  }

  /** Each held payment has a review that waits, and each review that waits a held payment. */
  public static List<String> violations(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT r.payment_id || ': the review ' || r.id || ' was ' || r.verdict
                || ', but the payment is ' || p.status
            FROM compliance_review r JOIN payment p ON p.account_id = r.account_id
              AND p.environment = r.environment AND p.id = r.payment_id
            WHERE r.verdict IS NOT NULL AND (p.status IN ('pending', 'compliance_review')
              OR (r.verdict = 'rejected' AND p.failure_reason IS DISTINCT FROM
                    'COMPLIANCE_REJECTED')
              OR (r.verdict = 'approved' AND p.failure_reason = 'COMPLIANCE_REJECTED'))
            UNION ALL
            SELECT r.payment_id || ': the review ' || r.id || ' is of no payment'
            FROM compliance_review r
            WHERE NOT EXISTS (
              SELECT FROM payment p WHERE p.account_id = r.account_id
                AND p.environment = r.environment AND p.id = r.payment_id)
            """)
        .mapTo(String.class)
        .list();
  }

  /**
   * The reviews that wait.
   *
   * @param oldest how long the oldest one has waited
   */
  public record Waiting(long reviews, Duration oldest) {}

  /** Reads a review from the columns of the table. */
  private static Review review(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    String verdict = row.getString("verdict");
    return new Review(
        new Review.Key(head, row.getString("payment_id")),
        row.getString("id"),
        new Held(row.getString("rule"), row.getString("finding")),
        row.getTimestamp("held_at").toInstant(),
        Optional.ofNullable(row.getTimestamp("expires_at")).map(Timestamp::toInstant),
        verdict == null
            ? Optional.empty()
            : Optional.of(
                new Review.Outcome(
                    verdict.equals("approved"),
                    row.getString("decided_by"),
                    Optional.ofNullable(row.getString("reason")),
                    row.getTimestamp("decided_at").toInstant())));
  }
}
