package com.remitflex.features.activity.audit;

import com.remitflex.core.audit.AuditEntry;
import com.remitflex.core.audit.AuditStore;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.ids.Environment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Pages of an account's audit log. */
public final class AuditPageStore {
  private static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  /** The direction of a list, by time of creation. */
  public enum Order {
    NEWEST_FIRST("DESC", "<"),
    OLDEST_FIRST("ASC", ">");

    private final String sql;
    private final String beyond;

    Order(String sql, String beyond) {
      this.sql = sql;
      this.beyond = beyond;
    }
  }

  private final Handle handle;
  private final String accountId;
  private final AuditFilter filter;
  private final Order order;

  public AuditPageStore(Handle handle, String accountId, AuditFilter filter, Order order) {
    this.handle = handle;
    this.accountId = accountId;
    this.filter = filter;
    this.order = order;
  }

  /** At most this many entries, from the position on. */
  public List<AuditEntry> page(Optional<Position> from, int most) {
    String sql =
        """
        SELECT * FROM audit_entry
        WHERE account_id = :account AND created_at >= :after AND created_at < :before
        """
            + (filter.environment().isPresent()
                ? " AND (environment = :environment OR environment IS NULL)"
                : "")
            + (filter.action().isPresent() ? " AND action = :action" : "")
            + (filter.subject().isPresent() ? " AND subject = :subject" : "")
            + (from.isPresent() ? " AND (created_at, seq) " + order.beyond + " (:at, :seq)" : "")
            + " ORDER BY created_at "
            + order.sql
            + ", seq "
            + order.sql
            + " LIMIT :most";
    try (Query query = handle.createQuery(sql)) {
      from.ifPresent(position ->
          query
              .bind("at", position.createdAt().atOffset(ZoneOffset.UTC))
              .bind("seq", position.number()));
      filter.environment().map(Environment::word).ifPresent(e -> query.bind("environment", e));
      filter.action().ifPresent(action -> query.bind("action", action));
      filter.subject().ifPresent(subject -> query.bind("subject", subject));
      return query
          .bind("account", accountId)
          .bind("after", within(filter.createdAfter().orElse(BEGINNING)).atOffset(ZoneOffset.UTC))
          .bind("before", within(filter.createdBefore().orElse(END)).atOffset(ZoneOffset.UTC))
          .bind("most", most)
          .map((row, context) -> AuditStore.entry(row))
          .list();
    }
  }

  /** A time that PostgreSQL can hold. */
  private static Instant within(Instant time) {
    if (time.isBefore(BEGINNING)) {
      return BEGINNING;
    }
    return time.isAfter(END) ? END : time;
  }
}
