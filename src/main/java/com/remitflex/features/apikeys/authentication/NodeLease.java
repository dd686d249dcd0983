package com.remitflex.features.apikeys.authentication;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.jobs.Ending;
import com.remitflex.platform.secrets.KeyHasher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's right to trust its cache of keys: a lease of half a second. A thread with its own
 * connection renews it by recording in the database the last revocation that this node has applied.
 * The lease is extended only after newer revocations are applied, and counts from before the
 * renewal was sent.
 */
public final class NodeLease implements AutoCloseable {
  /** A revocation that a node does not confirm waits this long: then the node trusts no cache. */
  static final Duration LEASE = Duration.ofMillis(500);

  static final String CHANNEL = "remitflex_revocation";

  /** The application name of the lease's connection in pg_stat_activity. */
  static final String APPLICATION = "remitflex-lease";

  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);
  private static final Duration RENEW_EVERY = Duration.ofMillis(150);

  /** How often the thread that waits for the next renewal looks whether it is to end. */
  private static final int LOOK_EVERY_MILLIS = 25;

  private static final int NETWORK_TIMEOUT_MILLIS = 1_000;

  /** Less than the network timeout, so that the server never continues an abandoned renewal. */
  private static final int STATEMENT_TIMEOUT_MILLIS = 800;

  private static final Duration EXPIRED_AFTER = Duration.ofMinutes(1);

  private static final String RENEW =
      """
      WITH renewed AS (
        UPDATE node SET renewed_at = clock_timestamp(), applied = ? WHERE id = ?
        RETURNING renewed_at)
      SELECT renewed.renewed_at, r.number, r.key_id, r.created_at,
             (SELECT count(*) FROM node WHERE renewed_at > clock_timestamp() - interval '5 s'),
             (SELECT count(*) FROM secret_check WHERE name ~ '^pepper( [0-9]+)?$')
      FROM renewed LEFT JOIN revocation r ON r.number > ? ORDER BY r.number
      """;

  private static final String CONFIRM =
      """
      INSERT INTO revocation_confirmation (number, node_id, request_id, ip, at)
      VALUES (?, ?, ?, ?, ?::timestamptz) ON CONFLICT DO NOTHING
      """;

  private static final String REGISTER =
      """
      INSERT INTO node (id, started_at, renewed_at, applied, peppers)
      SELECT ?, clock_timestamp(), clock_timestamp(), last, ? FROM revocation_head
      ON CONFLICT (id) DO NOTHING
      RETURNING applied
      """;

  private final Database database;
  private final DatabaseClock clock;
  private final KeyUses uses;
  private final KeyHasher hasher;
  private final LeaseMetrics metrics;
  private final String nodeId = IdPrefix.NODE.next();
  private final AppliedRevocations revocations = new AppliedRevocations();
  private final Ending ending = new Ending();
  private final Thread thread;
  private volatile LeaseTerm term = LeaseTerm.ENDED;
  private volatile int nodes = 1;

  /**
   * The lease of this node.
   *
   * @param uses returns the last accepted request of a key, for the confirmation of its revocation
   * @param hasher is switched when another pepper comes into use
   */
  public NodeLease(
      Database database,
      DatabaseClock clock,
      KeyUses uses,
      KeyHasher hasher,
      LeaseMetrics metrics) {
    this.metrics = metrics;
    this.hasher = hasher;
    this.database = database;
    this.clock = clock;
    this.uses = uses;
    this.thread = Thread.ofPlatform().name("node-lease").daemon().unstarted(this::renewUntilClosed);
  }

  public NodeLease start() {
    thread.start();
    return this;
  }

  public String nodeId() {
    return nodeId;
  }

  /** Whether this node may trust its cache. */
  public boolean isHeld() {
    return term.isRunning();
  }

  /** How many nodes were running at the last renewal, including this one. */
  public int nodes() {
    return nodes;
  }

  /** Number of the last revocation that this node has applied. */
  public long applied() {
    return revocations.applied();
  }

  /**
   * Whether what was read about a key may still be trusted: whether it works, and its secrets.
   *
   * @param appliedBefore what {@link #applied} returned before it was read
   */
  public boolean isTrusted(String keyId, long appliedBefore) {
    // In this order: a thread that sees the extended lease also sees the revocations applied
    // before.
    return term.isRunning() && revocations.hasNoneSince(keyId, appliedBefore);
  }

  /** As {@link #isTrusted}, for a row that was just read; it needs no lease. */
  boolean hasAppliedNothingNewer(String keyId, long appliedBefore) {
    return revocations.hasNoneSince(keyId, appliedBefore);
  }

  private void renewUntilClosed() {
    while (!ending.hasBegun()) {
      try (Connection connection = database.connect()) {
        connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
        listen(connection);
        register(connection);
        while (!ending.hasBegun()) {
          if (!renew(connection)) {
            register(connection);
          }
        }
        withdraw(connection);
      } catch (SQLException | RuntimeException e) {
        if (!ending.hasBegun()) {
          metrics.failed();
          LOG.warn("this node has no lease until the database responds: {}", e.toString());
          ending.pause(RENEW_EVERY);
        }
      }
    }
    term = LeaseTerm.ENDED;
  }

  private static void listen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET application_name = '" + APPLICATION + "'");
      statement.execute("SET statement_timeout = " + STATEMENT_TIMEOUT_MILLIS);
      statement.execute("LISTEN " + CHANNEL);
    }
  }

  /**
   * Creates the node's row, unless it exists. A new row begins with the newest number, so this node
   * no longer trusts anything that it read before.
   */
  private void register(Connection connection) throws SQLException {
    // A revocation does not wait for a node without a row.
    term = LeaseTerm.ENDED;
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "DELETE FROM node WHERE renewed_at < clock_timestamp() - interval '"
              + EXPIRED_AFTER.toSeconds()
              + " s'");
    }
    try (PreparedStatement statement = connection.prepareStatement(REGISTER)) {
      statement.setString(1, nodeId);
      statement.setLong(2, hasher.loaded());
      try (ResultSet row = statement.executeQuery()) {
        if (row.next()) {
          revocations.startAfter(row.getLong(1));
        }
      }
    }
  }

  /** Renews once, then waits unless there were new entries; false when the node's row is gone. */
  private boolean renew(Connection connection) throws SQLException {
    LeaseTerm extended = LeaseTerm.startingNow();
    Instant sentAt = Instant.now();
    long sentNanos = System.nanoTime();
    long recorded = revocations.applied();
    boolean registered = false;
    List<Confirmation> confirmations = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
      statement.setLong(1, recorded);
      statement.setString(2, nodeId);
      statement.setLong(3, recorded);
      try (ResultSet rows = statement.executeQuery()) {
        Instant receivedAt = Instant.now();
        while (rows.next()) {
          registered = true;
          clock.observe(sentAt, rows.getTimestamp(1).toInstant(), receivedAt);
          nodes = Math.max(1, rows.getInt(5));
          if (!hasher.switchTo(rows.getInt(6))) {
            LOG.error("this node lacks a pepper that is in use: it rejects every key");
          }
          String keyId = rows.getString(3);
          if (keyId != null) {
            long number = rows.getLong(2);
            revocations.apply(number, keyId);
            metrics.applied(lag(rows));
            uses.last(keyId).ifPresent(last -> confirmations.add(new Confirmation(number, last)));
          }
        }
      }
    }
    if (!registered) {
      return false;
    }
    term = extended;
    metrics.renewed(System.nanoTime() - sentNanos);
    // Written before the renewal that confirms them, so that they are visible with it.
    confirm(connection, confirmations);
    if (revocations.applied() == recorded) {
      awaitNotification(connection.unwrap(PGConnection.class));
    }
    return true;
  }

  private void awaitNotification(PGConnection connection) throws SQLException {
    int waited = 0;
    while (!ending.hasBegun()
        && waited < RENEW_EVERY.toMillis()
        && connection.getNotifications(LOOK_EVERY_MILLIS).length == 0) {
      waited += LOOK_EVERY_MILLIS;
    }
  }

  /** The time from an entry of the log to this renewal, on the database's clock. */
  private static Duration lag(ResultSet row) throws SQLException {
    return Duration.between(row.getTimestamp(4).toInstant(), row.getTimestamp(1).toInstant());
  }

  /** The last request of a key that this node accepted before it applied an entry of the log. */
  private record Confirmation(long number, AcceptedRequest last) {}

  private void confirm(Connection connection, List<Confirmation> confirmations)
      throws SQLException {
    for (Confirmation confirmation : confirmations) {
      try (PreparedStatement statement = connection.prepareStatement(CONFIRM)) {
        statement.setLong(1, confirmation.number());
        statement.setString(2, nodeId);
        statement.setString(3, confirmation.last().requestId());
        statement.setString(4, confirmation.last().ip());
        statement.setString(5, confirmation.last().at().toString());
        statement.executeUpdate();
      }
    }
  }

  private void withdraw(Connection connection) throws SQLException {
    term = LeaseTerm.ENDED;
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM node WHERE id = ?")) {
      statement.setString(1, nodeId);
      statement.executeUpdate();
    }
  }

  @Override
  public void close() {
    ending.begin();
    try {
      thread.join(2L * NETWORK_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
