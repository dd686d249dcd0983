package com.remitflex.people;

import com.remitflex.http.Client;
import com.remitflex.ids.IdPrefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The user_session and known_device tables. */
final class SessionStore {
  private static final String ALIVE =
      """
       s.expires_at > clock_timestamp()
       AND s.last_seen_at > clock_timestamp() - :idle * interval '1 second'
      """;

  private SessionStore() {}

  static void create(
      Handle handle,
      byte[] tokenHash,
      String userId,
      SessionStage stage,
      Client client,
      Duration life) {
    handle
        .createUpdate(
            """
            INSERT INTO user_session (id, user_id, token_hash, stage, ip, user_agent, created_at,
              last_seen_at, expires_at)
            SELECT :id, :user, :hash, :stage, :ip, :agent, now, now,
              now + :life * interval '1 second'
            FROM clock_timestamp() AS now
            """)
        .bind("id", IdPrefix.SESSION.next())
        .bind("user", userId)
        .bind("hash", tokenHash)
        .bind("stage", stage.word())
        .bind("ip", client.ip())
        .bind("agent", client.userAgent().orElse(""))
        .bind("life", life.toSeconds())
        .execute();
  }

  /** The session of this token with its person and the person's accounts, in one query. */
  static Optional<Session> find(Handle handle, byte[] tokenHash, Duration idle) {
    try (Query query =
        handle.createQuery(
            """
            SELECT s.id AS session_id, s.stage, s.account_id AS last_account, s.flash,
              u.id, u.email, u.name, u.totp_seed IS NOT NULL AS second_factor, u.created_at,
              u.confirmed_at IS NOT NULL AS confirmed,
              a.id AS account_id, a.name AS account_name, m.role
            FROM user_session s
            JOIN app_user u ON u.id = s.user_id
            LEFT JOIN account_member m ON m.user_id = u.id
            LEFT JOIN account a ON a.id = m.account_id
            WHERE s.token_hash = :hash AND
            """
                + ALIVE
                + " ORDER BY a.id")) {
      List<Found> rows =
          query
              .bind("hash", tokenHash)
              .bind("idle", idle.toSeconds())
              .map(SessionStore::found)
              .list();
      return rows.isEmpty() ? Optional.empty() : Optional.of(session(rows));
    }
  }

  private record Found(
      String sessionId,
      SessionStage stage,
      @Nullable String lastAccount,
      Optional<String> flash,
      Person person,
      Optional<Membership> membership) {}

  private static Found found(ResultSet row, StatementContext context) throws SQLException {
    String account = row.getString("account_id");
    return new Found(
        row.getString("session_id"),
        SessionStage.of(row.getString("stage")),
        row.getString("last_account"),
        Optional.ofNullable(row.getString("flash")),
        new Person(
            row.getString("id"),
            row.getString("email"),
            row.getString("name"),
            row.getBoolean("second_factor"),
            row.getBoolean("confirmed"),
            row.getTimestamp("created_at").toInstant()),
        account == null
            ? Optional.empty()
            : Optional.of(
                new Membership(
                    account, row.getString("account_name"), Role.of(row.getString("role")))));
  }

  private static Session session(List<Found> rows) {
    Found first = rows.getFirst();
    List<Membership> memberships = new ArrayList<>();
    rows.forEach(row -> row.membership().ifPresent(memberships::add));
    Optional<Membership> last =
        memberships.stream()
            .filter(membership -> membership.accountId().equals(first.lastAccount()))
            .findFirst();
    return new Session(
        first.sessionId(),
        first.stage() == SessionStage.WHOLE && !first.person().confirmed()
            ? SessionStage.UNCONFIRMED
            : first.stage(),
        first.person(),
        List.copyOf(memberships),
        last.or(() -> memberships.stream().findFirst()),
        first.flash());
  }

  /** Records where it was seen, at most once a minute. */
  static void seen(Handle handle, String id, Client client) {
    handle
        .createUpdate(
            """
            UPDATE user_session SET last_seen_at = clock_timestamp(), ip = :ip,
              user_agent = :agent
            WHERE id = :id AND last_seen_at < clock_timestamp() - interval '1 minute'
            """)
        .bind("ip", client.ip())
        .bind("agent", client.userAgent().orElse(""))
        .bind("id", id)
        .execute();
  }

  static void choose(Handle handle, String id, String accountId) {
    handle
        .createUpdate("UPDATE user_session SET account_id = :account WHERE id = :id")
        .bind("account", accountId)
        .bind("id", id)
        .execute();
  }

  /** Sets what the next page says, or takes it away. */
  static void setFlash(Handle handle, String id, Optional<String> flash) {
    handle
        .createUpdate("UPDATE user_session SET flash = :flash WHERE id = :id")
        .bind("flash", flash.orElse(null))
        .bind("id", id)
        .execute();
  }

  static void setNewSeed(Handle handle, String id, Optional<byte[]> sealed) {
    handle
        .createUpdate("UPDATE user_session SET new_seed = :seed WHERE id = :id")
        .bind("seed", sealed.orElse(null))
        .bind("id", id)
        .execute();
  }

  static Optional<byte[]> newSeed(Handle handle, String id) {
    return handle
        .createQuery("SELECT new_seed FROM user_session WHERE id = :id AND new_seed IS NOT NULL")
        .bind("id", id)
        .mapTo(byte[].class)
        .findOne();
  }

  /** Gives a session another token; false when it has ended meanwhile. */
  static boolean rotate(Handle handle, String id, byte[] tokenHash) {
    return handle
            .createUpdate("UPDATE user_session SET token_hash = :hash WHERE id = :id")
            .bind("hash", tokenHash)
            .bind("id", id)
            .execute()
        == 1;
  }

  /** The person's sessions that are whole and alive, the one last seen first. */
  static List<Session.Row> list(Handle handle, String userId, Duration idle) {
    try (Query query =
        handle.createQuery(
            "SELECT * FROM user_session s WHERE s.user_id = :user AND s.stage = 'whole' AND"
                + ALIVE
                + " ORDER BY s.last_seen_at DESC, s.id")) {
      return query
          .bind("user", userId)
          .bind("idle", idle.toSeconds())
          .map((row, context) ->
              new Session.Row(
                  row.getString("id"),
                  row.getString("ip"),
                  row.getString("user_agent"),
                  row.getTimestamp("created_at").toInstant(),
                  row.getTimestamp("last_seen_at").toInstant()))
          .list();
    }
  }

  static boolean remove(Handle handle, String userId, String id) {
    return handle
            .createUpdate("DELETE FROM user_session WHERE id = :id AND user_id = :user")
            .bind("id", id)
            .bind("user", userId)
            .execute()
        == 1;
  }

  /** Ends every session of the person but this one. */
  static void removeOthers(Handle handle, String userId, String keptId) {
    handle
        .createUpdate("DELETE FROM user_session WHERE user_id = :user AND id <> :kept")
        .bind("user", userId)
        .bind("kept", keptId)
        .execute();
  }

  /** Ends every sign-in of the person that waits for a code. */
  static void removeHalf(Handle handle, String userId) {
    handle
        .createUpdate("DELETE FROM user_session WHERE user_id = :user AND stage = 'code'")
        .bind("user", userId)
        .execute();
  }

  static void forgetDevices(Handle handle, String userId) {
    handle
        .createUpdate("DELETE FROM known_device WHERE user_id = :user")
        .bind("user", userId)
        .execute();
  }

  static void remember(Handle handle, byte[] tokenHash, String userId, Duration life) {
    handle
        .createUpdate(
            """
            INSERT INTO known_device (token_hash, user_id, created_at, expires_at)
            SELECT :hash, :user, now, now + :life * interval '1 second'
            FROM clock_timestamp() AS now
            """)
        .bind("hash", tokenHash)
        .bind("user", userId)
        .bind("life", life.toSeconds())
        .execute();
  }

  /** Whether someone who signs in with this address is known in this browser. */
  static boolean isDeviceOf(Handle handle, byte[] tokenHash, String email) {
    return handle
        .createQuery(
            """
            SELECT 1 FROM known_device d JOIN app_user u ON u.id = d.user_id
            WHERE d.token_hash = :hash AND d.expires_at > clock_timestamp() AND u.email = :email
            """)
        .bind("hash", tokenHash)
        .bind("email", email)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  static void removeOld(Handle handle) {
    handle.execute("DELETE FROM user_session WHERE expires_at < clock_timestamp()");
    handle.execute("DELETE FROM known_device WHERE expires_at < clock_timestamp()");
  }
}
