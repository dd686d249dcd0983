package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /**
   * The next events after a number.
   *
   * @param newest number of the newest event, read at the same moment
   */
  public record Feed(List<Event> events, long newest) {}

  private record FeedRow(Optional<Event> event, long newest) {
    static FeedRow of(ResultSet row) throws SQLException {
      return new FeedRow(
          row.getString("id") == null ? Optional.empty() : Optional.of(EventStore.event(row)),
          row.getLong("newest"));
    }
  }

  private static final Select<Event> RANGE =
      Select.of(
          """
          SELECT * FROM event WHERE account_id = ? AND environment = ? AND seq BETWEEN ? AND ?
          ORDER BY seq
          """,
          EventStore::event);

  private static final Batch<Place> AFTER =
      places(
          """
          SELECT e.* FROM :rows CROSS JOIN LATERAL (
            SELECT * FROM event e WHERE e.account_id = v.account_id
              AND e.environment = v.environment AND e.seq > v.seq ORDER BY e.seq LIMIT 500) e
          """);

  private static final Batch<Place> AT =
      places(
          """
          SELECT e.* FROM :rows JOIN event e ON e.account_id = v.account_id
            AND e.environment = v.environment AND e.seq = v.seq
          """);

  /** The maximum number of events of one account that {@link #after} returns. */
  public static final int MAX_AFTER = 500;

  /** The place of an event: its account and number. */
  public record Place(HeadId head, long seq) {}

  private EventStore() {}

  private static Batch<Place> places(String sql) {
    return Batch.<Place>statement(sql)
        .text("account_id", place -> place.head().accountId())
        .text("environment", place -> place.head().environment().word())
        .bigint("seq", Place::seq)
        .build();
  }

  /** The next events after each of these places, of each account in their order. */
  public static List<Event> after(Handle handle, Set<Place> places) {
    return Reads.one(handle, reads -> reads.add(AFTER, places, EventStore::event));
  }

  /** The events at these places. */
  public static List<Event> at(Handle handle, Set<Place> places) {
    return Reads.one(handle, reads -> reads.add(AT, places, EventStore::event));
  }

  public static void write(Writes writes, List<Event> events) {
    writes.add(INSERT, events);
  }

  /** The events about one object, oldest first. */
  public static List<Event> about(Database database, HeadId head, String subject) {
    return database.list(ABOUT, head.accountId(), head.environment().word(), subject);
  }

  /**
   * The first events after a number, in one snapshot with the number of the newest one.
   *
   * @throws IllegalStateException if an event is missing, which must not be passed over
   */
  public static Feed after(Database database, HeadId head, long seq, int limit) {
    String account = head.accountId();
    String environment = head.environment().word();
    SqlText sql =
        SqlText.of(
                """
                SELECT n.newest, e.* FROM (
                  SELECT coalesce(max(seq), 0) AS newest FROM event
                  WHERE account_id = ? AND environment = ?) n
                LEFT JOIN LATERAL (
                  SELECT * FROM event WHERE account_id = ? AND environment = ? AND seq > ?
                """,
                account,
                environment,
                account,
                environment,
                seq)
            .add(" ORDER BY seq LIMIT " + limit + ") e ON true ORDER BY e.seq");
    List<FeedRow> rows = database.list(sql, FeedRow::of);
    List<Event> events = rows.stream().flatMap(row -> row.event().stream()).toList();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).seq() != seq + 1 + i) {
        throw new IllegalStateException("event " + (seq + 1 + i) + " of " + head + " is missing");
      }
    }
    return new Feed(events, rows.getFirst().newest());
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
