package com.remitflex.keys;

import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
import com.remitflex.ids.IdPrefix;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's right to trust its cache of keys: a lease of half a second that is renewed, on its
 * own connection and thread, by recording in the database up to which revocation the node has
 * come. It is extended only after newer revocations are applied, and counted on the monotonic
 * clock from before the renewal was sent.
 */
public final class NodeLease implements AutoCloseable {
  /** A revoker that cannot hear from a node waits this long: by then the node trusts nothing. */
  static final Duration LEASE = Duration.ofMillis(500);

  static final String CHANNEL = "remitflex_revocation";

  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
  private static final int RENEW_EVERY_MILLIS = 150;
  private static final int ANSWER_WITHIN_MILLIS = 1_000;
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

  private static final String RENEW =
      """
      WITH renewed AS (
        UPDATE node SET renewed_at = clock_timestamp(), applied = ? WHERE id = ?
        RETURNING renewed_at)
      SELECT renewed.renewed_at, r.number, r.key_id
      FROM renewed LEFT JOIN revocation r ON r.number > ? ORDER BY r.number
      """;

  private final Database database;
  private final DatabaseClock clock;
  private final String nodeId = IdPrefix.NODE.next();
  private final Map<String, Long> lastRevocations = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile long heldUntilNanos = System.nanoTime();
  private volatile long applied;
  private volatile boolean closed;

  public NodeLease(Database database, DatabaseClock clock) {
    this.database = database;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("node-lease").daemon().unstarted(this::renewAlways);
  }

  public NodeLease start() {
    thread.start();
    return this;
  }

  public String nodeId() {
    return nodeId;
  }

  boolean isHeld() {
    return System.nanoTime() - heldUntilNanos < 0;
  }

  /** Number of the last revocation that this node has applied. */
  long applied() {
    return applied;
  }

  /** Number of the last revocation of this key that this node knows of, or 0. */
  long lastRevocation(String keyId) {
    return lastRevocations.getOrDefault(keyId, 0L);
  }

  private void renewAlways() {
    while (!closed) {
      try (Connection connection = database.connect()) {
        connection.setNetworkTimeout(Runnable::run, ANSWER_WITHIN_MILLIS);
        register(connection);
        while (!closed) {
          if (!renew(connection)) {
            register(connection);
          }
        }
        withdraw(connection);
      } catch (SQLException e) {
        if (!closed) {
          LOG.warn("this node has no lease until the database answers: {}", e.getMessage());
          pause();
        }
      }
    }
  }

  private void register(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LISTEN " + CHANNEL);
      statement.execute(
          "DELETE FROM node WHERE renewed_at < clock_timestamp() - interval '"
              + FORGOTTEN_AFTER.toSeconds()
              + " s'");
    }
    // What was revoked before is in the rows that this node reads from here on.
    try (PreparedStatement statement =
            connection.prepareStatement(
                """
                INSERT INTO node (id, started_at, renewed_at, applied)
                SELECT ?, clock_timestamp(), clock_timestamp(), greatest(last, ?)
                FROM revocation_head
                ON CONFLICT (id) DO UPDATE SET renewed_at = clock_timestamp()
                RETURNING applied
                """)) {
      statement.setString(1, nodeId);
      statement.setLong(2, applied);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (applied == 0) {
          applied = row.getLong(1);
        }
      }
    }
  }

  /** Renews once; false when the node's row is gone. Then sleeps, unless there was news. */
  private boolean renew(Connection connection) throws SQLException {
    long sentNanos = System.nanoTime();
    Instant sentAt = Instant.now();
    long newest = applied;
    boolean registered = false;
    try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
      statement.setLong(1, applied);
      statement.setString(2, nodeId);
      statement.setLong(3, applied);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          registered = true;
          clock.observe(sentAt, rows.getTimestamp(1).toInstant());
          String keyId = rows.getString(3);
          if (keyId != null) {
            newest = rows.getLong(2);
            lastRevocations.put(keyId, newest);
          }
        }
      }
    }
    if (!registered) {
      return false;
    }
    boolean news = newest > applied;
    applied = newest;
    heldUntilNanos = sentNanos + LEASE.toNanos();
    if (!news) {
      connection.unwrap(PGConnection.class).getNotifications(RENEW_EVERY_MILLIS);
    }
    return true;
  }

  private void withdraw(Connection connection) throws SQLException {
    heldUntilNanos = System.nanoTime();
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM node WHERE id = ?")) {
      statement.setString(1, nodeId);
      statement.executeUpdate();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(RENEW_EVERY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(2L * ANSWER_WITHIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
