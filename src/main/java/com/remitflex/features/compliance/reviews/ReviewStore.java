package com.remitflex.features.compliance.reviews;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
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

  /** Reads a review from the columns of the table. */
  public static Review review(ResultSet row) throws SQLException {
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
