package com.remitflex.core.accounts;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The account_head table: a batch locks its rows first and writes them once, at its end. */
public final class HeadStore {
  private static final Batch<HeadId> SELECT = wanted("");
  private static final Batch<HeadId> LOCK =
      wanted("ORDER BY h.account_id, h.environment FOR NO KEY UPDATE OF h");
  private static final Batch<HeadId> LOCK_FREE =
      wanted("ORDER BY h.account_id, h.environment FOR NO KEY UPDATE OF h SKIP LOCKED");

  private static final Batch<Head> UPDATE =
      Batch.<Head>statement(
              """
              UPDATE account_head h
              SET next_event = v.next_event, last_created_at = v.last_created_at
              FROM :rows
              WHERE h.account_id = v.account_id AND h.environment = v.environment
              """)
          .text("account_id", head -> head.id().accountId())
          .text("environment", head -> head.id().environment().word())
          .bigint("next_event", Head::nextEvent)
          .time("last_created_at", Head::lastCreatedAt)
          .build();

  private static final Batch<Head> INSERT =
      Batch.<Head>insert("account_head")
          .text("account_id", head -> head.id().accountId())
          .text("environment", head -> head.id().environment().word())
          .bigint("next_event", Head::nextEvent)
          .time("last_created_at", Head::lastCreatedAt)
          .build();

  private HeadStore() {}

  /** Creates the heads of new accounts. */
  public static void insert(Writes writes, List<Head> heads) {
    writes.add(INSERT, heads);
  }

  private static Batch<HeadId> wanted(String lock) {
    return Batch.<HeadId>statement(
            """
            SELECT h.account_id, h.environment, h.next_event, h.last_created_at
            FROM :rows
            JOIN account_head h ON h.account_id = v.account_id AND h.environment = v.environment
            """
                + lock)
        .text("account_id", HeadId::accountId)
        .text("environment", id -> id.environment().word())
        .build();
  }

  /** Locks those heads that no other transaction holds; leaves out the others. */
  public static Found<Head> lockFree(Reads reads, Set<HeadId> ids) {
    return reads.add(LOCK_FREE, ids, HeadStore::head);
  }

  /** Locks the heads, waiting up to the transaction's lock timeout. */
  public static Found<Head> lock(Reads reads, Set<HeadId> ids) {
    return reads.add(LOCK, ids, HeadStore::head);
  }

  /** As {@link #lock(Reads, Set)}, by itself. */
  public static List<Head> lock(Handle handle, Collection<HeadId> ids) {
    return Reads.one(handle, reads -> lock(reads, Set.copyOf(ids)));
  }

  /** Which of the heads exist, locked or not. */
  public static Set<HeadId> existing(Handle handle, Set<HeadId> ids) {
    return Reads.one(handle, reads -> reads.add(SELECT, ids, HeadStore::head)).stream()
        .map(Head::id)
        .collect(Collectors.toSet());
  }

  public static void write(Writes writes, List<Head> heads) {
    writes.add(UPDATE, heads);
  }

  private static Head head(ResultSet row) throws SQLException {
    return new Head(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getLong("next_event"),
        row.getTimestamp("last_created_at").toInstant());
  }

  /** Creates the head of a new account. */
  public static void create(Handle handle, HeadId id, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO account_head (account_id, environment, last_created_at)
            VALUES (:account, :environment, :now)
            """)
        .bind("account", id.accountId())
        .bind("environment", id.environment().word())
        .bind("now", now.atOffset(java.time.ZoneOffset.UTC))
        .execute();
  }
}
