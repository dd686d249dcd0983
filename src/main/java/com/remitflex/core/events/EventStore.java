package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The event table: the outbox of all events. */
public final class EventStore {
  private static final Batch<Event> INSERT =
      Batch.<Event>insert("event")
          .text("account_id", e -> e.head().accountId())
          .text("environment", e -> e.head().environment().word())
          .bigint("seq", Event::seq)
          .text("id", Event::id)
          .text("type", Event::type)
          .text("subject", Event::subject)
          .time("created_at", Event::createdAt)
          .json("data", Event::data)
          .build();

  private EventStore() {}

  public static void write(Writes writes, List<Event> events) {
    writes.add(INSERT, events);
  }

  /** The events about one object, oldest first. */
  public static List<Event> about(Handle handle, HeadId head, String subject) {
    try (Query query =
        handle.createQuery(
            """
            SELECT seq, id, type, created_at, data FROM event
            WHERE account_id = :account AND environment = :environment AND subject = :subject
            ORDER BY seq
            """)) {
      return query
          .bind("account", head.accountId())
          .bind("environment", head.environment().word())
          .bind("subject", subject)
          .map((row, context) ->
              new Event(
                  head,
                  row.getLong("seq"),
                  row.getString("id"),
                  row.getString("type"),
                  subject,
                  row.getTimestamp("created_at").toInstant(),
                  row.getString("data")))
          .list();
    }
  }
}
