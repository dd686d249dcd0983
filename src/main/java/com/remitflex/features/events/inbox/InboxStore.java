package com.remitflex.features.events.inbox;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The tables inbox and inbox_message. */
final class InboxStore {
  private static final Batch<InboxMessage> INSERT =
      Batch.<InboxMessage>insert("inbox_message")
          .text("account_id", InboxMessage::accountId)
          .bigint("number", InboxMessage::number)
          .text("id", InboxMessage::id)
          .time("received_at", InboxMessage::receivedAt)
          .optionalText("event_id", InboxMessage::eventId)
          .optionalText("event_type", InboxMessage::eventType)
          .bigint("bytes", InboxMessage::bytes)
          .json("headers", message -> InboxJson.headers(message.headers()))
          .text("body", InboxMessage::body)
          .json("signatures", message -> InboxJson.signatures(message.signatures()))
          .build();

  private InboxStore() {}

  /**
   * Counts a message and gives it its number; empty if too many came in this minute. The inbox
   * stays locked until the transaction ends.
   */
  static OptionalLong count(Handle handle, String accountId, Instant now, int maxPerMinute) {
    return handle
        .createQuery(
            """
            INSERT INTO inbox AS i (account_id, next_number, minute, in_minute)
            VALUES (:account, 2, :minute, 1)
            ON CONFLICT (account_id) DO UPDATE
            SET next_number = i.next_number + 1, minute = excluded.minute,
                in_minute = CASE WHEN i.minute = excluded.minute THEN i.in_minute + 1 ELSE 1 END
            WHERE i.minute <> excluded.minute OR i.in_minute < :max
            RETURNING next_number - 1
            """)
        .bind("account", accountId)
        .bind("minute", now.truncatedTo(ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC))
        .bind("max", maxPerMinute)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  static void insert(Handle handle, InboxMessage message) {
    INSERT.write(handle, List.of(message));
  }

  /** Deletes the messages of an inbox up to a number. */
  static void deleteUpTo(Handle handle, String accountId, long number) {
    handle
        .createUpdate("DELETE FROM inbox_message WHERE account_id = :account AND number <= :number")
        .bind("account", accountId)
        .bind("number", number)
        .execute();
  }

  /** Deletes old messages of all inboxes. */
  static void deleteBefore(Handle handle, Instant time) {
    handle
        .createUpdate("DELETE FROM inbox_message WHERE received_at < :time")
        .bind("time", time.atOffset(ZoneOffset.UTC))
        .execute();
  }

  static Page<InboxMessage> page(Database database, String accountId, PageQuery query) {
    SqlText sql = SqlText.of("SELECT * FROM inbox_message WHERE account_id = ?", accountId);
    query
        .after()
        .ifPresent(
            position -> sql.add(" AND number " + query.order().beyond() + " ?", position.number()));
    sql.add(" ORDER BY number " + query.order().sql() + " LIMIT " + query.rows());
    return query.page(database.list(sql, InboxStore::message), InboxMessage::position);
  }

  static Optional<InboxMessage> find(Database database, String accountId, String id) {
    SqlText sql =
        SqlText.of("SELECT * FROM inbox_message WHERE id = ? AND account_id = ?", id, accountId);
    return database.list(sql, InboxStore::message).stream().findFirst();
  }

  private static InboxMessage message(ResultSet row) throws SQLException {
    return new InboxMessage(
        row.getString("account_id"),
        row.getLong("number"),
        row.getString("id"),
        row.getTimestamp("received_at").toInstant(),
        Optional.ofNullable(row.getString("event_id")),
        Optional.ofNullable(row.getString("event_type")),
        row.getLong("bytes"),
        Json.trustedStrings(row.getString("headers")),
        row.getString("body"),
        InboxJson.signatures(row.getString("signatures")));
  }
}
