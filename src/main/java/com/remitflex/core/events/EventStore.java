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

  private static final Select<Event> FIND =
      Select.of(
          "SELECT * FROM event WHERE id = ? AND account_id = ? AND environment = ?",
          EventStore::event);

  /** Of several accounts, with the maximum number of each. */
  private static final Batch<Place> FOLLOWING =
      Batch.<Place>statement(
              """
              SELECT e.* FROM :rows
              CROSS JOIN LATERAL (
                SELECT * FROM event
                WHERE account_id = v.account_id AND environment = v.environment AND seq > v.seq
                ORDER BY seq LIMIT 500) e
              ORDER BY e.account_id, e.environment, e.seq
              """)
          .text("account_id", place -> place.head().accountId())
          .text("environment", place -> place.head().environment().word())
          .bigint("seq", Place::seq)
          .build();

  /** The most events of one account that {@link #following} returns. */
  public static final int MAX_FOLLOWING = 500;

  /**
   * How far the events of an account are read.
   *
   * @param seq number of the last event that was read
   */
  public record Place(HeadId head, long seq) {}

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

  private EventStore() {}

  public static void write(Writes writes, List<Event> events) {
    writes.add(INSERT, events);
  }

  /** The events about one object, oldest first. */
  public static List<Event> about(Database database, HeadId head, String subject) {
    return database.list(ABOUT, head.accountId(), head.environment().word(), subject);
  }

  /** The event with this ID, of this account and environment. */
  public static Optional<Event> find(Database database, HeadId head, String id) {
    return database.find(FIND, id, head.accountId(), head.environment().word());
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

  /** The next events of several accounts, those of each account in order and at most 500. */
  public static List<Event> following(Database database, Set<Place> places) {
    return database.with(
        handle -> Reads.one(handle, reads -> reads.add(FOLLOWING, places, EventStore::event)));
  }

  static Event event(ResultSet row) throws SQLException {
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
