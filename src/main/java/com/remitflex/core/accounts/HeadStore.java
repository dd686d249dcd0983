package com.remitflex.core.accounts;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** The account_head table: a batch locks its rows first and writes them once, at its end. */
public final class HeadStore {
  private static final String WANTED =
      """
       FROM account_head h
       WHERE (h.account_id, h.environment)
         IN (SELECT * FROM unnest(:accounts::text[], :environments::text[]))
      """;
  private static final String SELECT =
      "SELECT h.account_id, h.environment, h.next_event, h.last_created_at" + WANTED;
  private static final String LOCK = " ORDER BY h.account_id, h.environment FOR NO KEY UPDATE";

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

  /** Locks those heads that no other transaction holds; leaves out the others. */
  public static Map<HeadId, Head> lockFree(Handle handle, Collection<HeadId> ids) {
    return heads(handle, SELECT + LOCK + " SKIP LOCKED", ids);
  }

  /** Locks the heads, waiting up to the transaction's lock timeout. */
  public static Map<HeadId, Head> lock(Handle handle, Collection<HeadId> ids) {
    return heads(handle, SELECT + LOCK, ids);
  }

  /** Which of the heads exist, locked or not. */
  public static Set<HeadId> existing(Handle handle, Collection<HeadId> ids) {
    return new HashSet<>(heads(handle, SELECT, ids).keySet());
  }

  public static void write(Writes writes, List<Head> heads) {
    writes.add(UPDATE, heads);
  }

  private static Map<HeadId, Head> heads(Handle handle, String sql, Collection<HeadId> ids) {
    Map<HeadId, Head> heads = new TreeMap<>();
    try (Query query = handle.createQuery(sql)) {
      query
          .bind("accounts", ids.stream().map(HeadId::accountId).toArray(String[]::new))
          .bind(
              "environments",
              ids.stream().map(id -> id.environment().word()).toArray(String[]::new))
          .map(HeadStore::head)
          .forEach(head -> heads.put(head.id(), head));
    }
    return heads;
  }

  private static Head head(ResultSet row, StatementContext context) throws SQLException {
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
