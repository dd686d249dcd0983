package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

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

  private static final Select<Event> ABOUT =
      Select.of(
          """
          SELECT * FROM event WHERE account_id = ? AND environment = ? AND subject = ?
          ORDER BY seq
          """,
          EventStore::event);

  private EventStore() {}

  public static void write(Writes writes, List<Event> events) {
    writes.add(INSERT, events);
  }

  /** The events about one object, oldest first. */
  public static List<Event> about(Database database, HeadId head, String subject) {
    return database.list(ABOUT, head.accountId(), head.environment().word(), subject);
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getLong("seq"),
        row.getString("id"),
        row.getString("type"),
        row.getString("subject"),
        row.getTimestamp("created_at").toInstant(),
        row.getString("data"));
  }
}
