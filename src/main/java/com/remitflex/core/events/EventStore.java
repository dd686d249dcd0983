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
import java.util.Optional;
import org.jdbi.v3.core.Handle;

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

  private static final Select<Event> BY_ID =
      Select.of(
          "SELECT * FROM event WHERE id = ? AND account_id = ? AND environment = ?",
          EventStore::event);

  private static final Select<Event> RANGE =
      Select.of(
          """
          SELECT * FROM event WHERE account_id = ? AND environment = ? AND seq BETWEEN ? AND ?
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

  /** The event with this ID, if it is of this account and environment. */
  public static Optional<Event> find(Database database, HeadId head, String id) {
    return database.find(BY_ID, id, head.accountId(), head.environment().word());
  }

  /** The events of an account with these numbers, both included, in their order. */
  public static List<Event> range(Handle handle, HeadId head, long firstSeq, long lastSeq) {
    return RANGE.list(handle, head.accountId(), head.environment().word(), firstSeq, lastSeq);
  }

  /** An event, from a row with the columns of the table. */
  public static Event event(ResultSet row) throws SQLException {
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
