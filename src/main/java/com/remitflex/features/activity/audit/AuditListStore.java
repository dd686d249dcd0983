package com.remitflex.features.activity.audit;

import com.remitflex.core.audit.AuditEntry;
import com.remitflex.core.audit.AuditStore;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.database.lists.Timestamps;
import com.remitflex.platform.ids.Environment;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads pages of an account's audit log; {@link AuditStore} writes it. */
final class AuditListStore {
  private AuditListStore() {}

  static Page<AuditEntry> page(
      Handle handle, String accountId, AuditFilter filter, PageQuery page) {
    return page(handle, "account_id = :chain", accountId, filter, page);
  }

  /** Entries of the chain of the platform, and those of operators in all chains. */
  static Page<AuditEntry> ofOperators(Handle handle, AuditFilter filter, PageQuery page) {
    return page(
        handle, "(account_id = :chain OR actor = 'operator')", AuditTrail.PLATFORM, filter, page);
  }

  private static Page<AuditEntry> page(
      Handle handle, String which, String chain, AuditFilter filter, PageQuery page) {
    String sql =
        "SELECT * FROM audit_entry WHERE "
            + which
            + " AND created_at >= :after AND created_at < :before"
            + (filter.environment().isPresent()
                ? " AND (environment = :environment OR environment IS NULL)"
                : "")
            + (filter.action().isPresent() ? " AND action = :action" : "")
            + (filter.subject().isPresent() ? " AND subject = :subject" : "")
            + page.condition("created_at", "seq")
            + page.orderAndLimit("created_at", "seq");
    try (Query query = page.bind(handle.createQuery(sql))) {
      filter.environment().map(Environment::word).ifPresent(e -> query.bind("environment", e));
      filter.action().ifPresent(action -> query.bind("action", action));
      filter.subject().ifPresent(subject -> query.bind("subject", subject));
      return page.page(
          query
              .bind("chain", chain)
              .bind("after", Timestamps.lower(filter.createdAfter()).atOffset(ZoneOffset.UTC))
              .bind("before", Timestamps.upper(filter.createdBefore()).atOffset(ZoneOffset.UTC))
              .map((row, context) -> AuditStore.entry(row))
              .list(),
          entry -> new Position(entry.createdAt(), entry.seq()));
    }
  }
}
