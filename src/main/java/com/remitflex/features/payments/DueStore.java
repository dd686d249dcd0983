package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.features.payments.PaymentDue.Step;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** The payment_due table: commands write it, workers claim from it. */
public final class DueStore
    implements Repository<PaymentKey, PaymentDue>, RowQuery<PaymentKey, PaymentDue> {
  public static final DueStore ROWS = new DueStore();

  /** How long a claim lasts; after it, another worker can claim the step. */
  private static final Duration CLAIM = Duration.ofSeconds(15);

  private static final Batch<PaymentKey> LOAD =
      Batch.<PaymentKey>statement(
              """
              SELECT d.* FROM :rows
              JOIN payment_due d ON d.payment_id = v.payment_id AND d.account_id = v.account_id
                AND d.environment = v.environment
              """)
          .text("account_id", k -> k.head().accountId())
          .text("environment", k -> k.head().environment().word())
          .text("payment_id", PaymentKey::id)
          .build();

  private static final Batch<PaymentDue> INSERT = columns(Batch.<PaymentDue>insert("payment_due"));

  private static final Batch<PaymentDue> UPDATE =
      columns(
          Batch.<PaymentDue>statement(
              """
              UPDATE payment_due d SET step = v.step, due_at = v.due_at, claimed_until = NULL
              FROM :rows
              WHERE d.account_id = v.account_id AND d.environment = v.environment
                AND d.payment_id = v.payment_id
              """));

  private static final Batch<PaymentDue> DELETE =
      columns(
          Batch.<PaymentDue>statement(
              """
              DELETE FROM payment_due d USING :rows
              WHERE d.account_id = v.account_id AND d.environment = v.environment
                AND d.payment_id = v.payment_id
              """));

  /**
   * The statement's timestamp decides what is due, because an index cannot be used with
   * clock_timestamp(), which can change from row to row. A locked row keeps its place in the table
   * (its ctid), so that the update needs no index.
   */
  private static final Select<Claimed> DUE =
      Select.of(
          """
          UPDATE payment_due d
          SET claimed_until = clock_timestamp() + ? * interval '1 s'
          FROM (
            SELECT ctid, account_id, environment, payment_id FROM payment_due
            WHERE due_at <= statement_timestamp()
              AND (claimed_until IS NULL OR claimed_until <= statement_timestamp())
            ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED) due
          JOIN payment p ON p.account_id = due.account_id AND p.environment = due.environment
            AND p.id = due.payment_id
          WHERE d.ctid = due.ctid
          RETURNING\
          """
              + " "
              + PaymentStore.columns("p")
              + ", d.step",
          row -> new Claimed(Step.of(row.getString("step")), PaymentStore.payment(row)));

  /** A due step, with its payment at the time of the claim. */
  public record Claimed(Step step, Payment payment) {}

  private DueStore() {}

  private static Batch<PaymentDue> columns(Batch.Columns<PaymentDue> columns) {
    return columns
        .text("account_id", d -> d.key().head().accountId())
        .text("environment", d -> d.key().head().environment().word())
        .text("payment_id", d -> d.key().id())
        .text("step", d -> d.step().word())
        .time("due_at", PaymentDue::dueAt)
        .build();
  }

  /** Claims due steps: no other worker gets them until the claim expires. */
  public List<Claimed> claim(Handle handle, int limit) {
    return DUE.list(handle, CLAIM.toSeconds(), limit);
  }

  /** The steps that are late; both values come from the index by time. */
  static PaymentService.Backlog backlog(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT (SELECT count(*) FROM payment_due
                    WHERE due_at < statement_timestamp() - interval '1 minute') AS overdue,
                   (SELECT greatest(0, extract(epoch FROM statement_timestamp() - min(due_at)))
                    FROM payment_due)::bigint AS oldest
            """)
        .map((row, context) ->
            new PaymentService.Backlog(
                row.getLong("overdue"), Duration.ofSeconds(row.getLong("oldest"))))
        .one();
  }

  @Override
  public Supplier<Map<PaymentKey, PaymentDue>> load(Reads reads, Set<PaymentKey> keys) {
    Found<PaymentDue> found = reads.add(LOAD, keys, DueStore::due);
    return () -> found.by(PaymentDue::key);
  }

  private static PaymentDue due(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    return new PaymentDue(
        new PaymentKey(head, row.getString("payment_id")),
        Step.of(row.getString("step")),
        row.getTimestamp("due_at").toInstant());
  }

  @Override
  public void insert(Writes writes, List<PaymentDue> rows) {
    writes.add(INSERT, rows);
  }

  @Override
  public void update(Writes writes, List<PaymentDue> before, List<PaymentDue> after) {
    writes.add(UPDATE, after);
  }

  @Override
  public void delete(Writes writes, List<PaymentDue> rows) {
    writes.add(DELETE, rows);
  }
}
