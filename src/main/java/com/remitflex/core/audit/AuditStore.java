package com.remitflex.core.audit;

import com.remitflex.core.engine.rows.RowUpdater;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The audit_entry and audit_head tables. */
public final class AuditStore implements RowUpdater<String, AuditHead> {
  static final AuditStore HEADS = new AuditStore();

  /** How many entries are in memory at once while all entries are read. */
  private static final int PAGE_SIZE = 1_000;

  private static final Batch<AuditEntry> INSERT_ENTRY =
      Batch.<AuditEntry>insert("audit_entry")
          .text("account_id", AuditEntry::accountId)
          .bigint("seq", AuditEntry::seq)
          .optionalText("environment", e -> e.environment().map(Environment::word))
          .time("created_at", AuditEntry::createdAt)
          .text("actor", e -> e.action().actor().kind().word())
          .optionalText("actor_id", e -> e.action().actor().id())
          .text("action", e -> e.action().action())
          .text("subject", e -> e.action().subject())
          .optionalText("ip", e -> e.action().actor().ip())
          .optionalText("user_agent", e -> e.action().actor().userAgent())
          .optionalText("request_id", e -> e.action().actor().requestId())
          .json("details", e -> e.action().details())
          .bytes("previous_hash", AuditEntry::previousHash)
          .bytes("hash", AuditEntry::hash)
          .build();

  private static final Batch<AuditHead> UPDATE_HEAD =
      Batch.<AuditHead>statement(
              """
              UPDATE audit_head h
              SET seq = v.seq, hash = v.hash, created_at = v.created_at, seal = v.seal
              FROM :rows WHERE h.account_id = v.account_id
              """)
          .text("account_id", AuditHead::accountId)
          .bigint("seq", AuditHead::seq)
          .bytes("hash", AuditHead::hash)
          .time("created_at", AuditHead::createdAt)
          .bytes("seal", AuditHead::seal)
          .build();

  private AuditStore() {}

  /**
   * Locks the audit heads in the order of the account IDs: the locks of the engine separate only
   * commands of one environment, and a chain contains both.
   */
  @Override
  public Map<String, AuditHead> load(Handle handle, Collection<String> accountIds) {
    Map<String, AuditHead> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM audit_head WHERE account_id = ANY (:accounts::text[])
            ORDER BY account_id FOR NO KEY UPDATE
            """)) {
      query
          .bind("accounts", accountIds.toArray(String[]::new))
          .map((row, context) -> head(row))
          .forEach(head -> found.put(head.accountId(), head));
    }
    return found;
  }

  @Override
  public void update(Writes writes, List<AuditHead> before, List<AuditHead> after) {
    writes.add(UPDATE_HEAD, after);
    writes.add(INSERT_ENTRY, after.stream().flatMap(head -> head.added().stream()).toList());
  }

  /** All heads, in the order of the account IDs. */
  static List<AuditHead> heads(Handle handle) {
    return handle
        .createQuery("SELECT * FROM audit_head ORDER BY account_id")
        .map((row, context) -> head(row))
        .list();
  }

  /** Identifies an entry. */
  record EntryId(String accountId, long seq) {}

  /** The hashes, in hexadecimal, of those entries that exist. */
  static Map<EntryId, String> hashes(Handle handle, List<AuditWitness> witnesses) {
    Map<EntryId, String> found = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT e.account_id, e.seq, encode(e.hash, 'hex') AS hash FROM audit_entry e
            JOIN (SELECT DISTINCT * FROM unnest(:accounts::text[], :seqs::bigint[])
              AS w (account_id, seq)) w USING (account_id, seq)
            """)
        .bind("accounts", witnesses.stream().map(AuditWitness::accountId).toArray(String[]::new))
        .bind("seqs", witnesses.stream().map(AuditWitness::seq).toArray(Long[]::new))
        .map((row, context) ->
            Map.entry(
                new EntryId(row.getString("account_id"), row.getLong("seq")),
                row.getString("hash")))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /** The accounts without a head, and the platform if it has none. */
  static List<String> withoutHead(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT id FROM (SELECT id FROM account UNION ALL SELECT :platform) chains
            WHERE NOT EXISTS (SELECT FROM audit_head WHERE account_id = id) ORDER BY id
            """)
        .bind("platform", AuditTrail.PLATFORM)
        .mapTo(String.class)
        .list();
  }

  /** The entries with an environment or actor that this program never writes. */
  static List<String> unreadable(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT account_id || ' audit entry ' || seq FROM audit_entry
            WHERE environment NOT IN ('live', 'sandbox')
              OR actor NOT IN ('api_key', 'operator', 'platform', 'user')
            ORDER BY account_id, seq
            """)
        .mapTo(String.class)
        .list();
  }

  /** The entries after this one, in the order of accounts and numbers. */
  static List<AuditEntry> after(Handle handle, String accountId, long seq) {
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM audit_entry WHERE (account_id, seq) > (:account, :seq)
            ORDER BY account_id, seq LIMIT :limit
            """)) {
      return query
          .bind("account", accountId)
          .bind("seq", seq)
          .bind("limit", PAGE_SIZE)
          .map((row, context) -> entry(row))
          .list();
    }
  }

  public static AuditEntry entry(ResultSet row) throws SQLException {
    Actor actor =
        new Actor(
            Actor.Kind.find(row.getString("actor")).orElse(Actor.Kind.PLATFORM),
            Optional.ofNullable(row.getString("actor_id")),
            Optional.ofNullable(row.getString("ip")),
            Optional.ofNullable(row.getString("user_agent")),
            Optional.ofNullable(row.getString("request_id")));
    return new AuditEntry(
        row.getString("account_id"),
        row.getLong("seq"),
        Optional.ofNullable(row.getString("environment")).flatMap(Environment::find),
        row.getTimestamp("created_at").toInstant(),
        new AuditAction(
            actor, row.getString("action"), row.getString("subject"), row.getString("details")),
        row.getBytes("previous_hash"),
        row.getBytes("hash"));
  }

  private static AuditHead head(ResultSet row) throws SQLException {
    return new AuditHead(
        row.getString("account_id"),
        row.getLong("seq"),
        row.getBytes("hash"),
        row.getTimestamp("created_at").toInstant(),
        row.getBytes("seal"),
        List.of());
  }
}
