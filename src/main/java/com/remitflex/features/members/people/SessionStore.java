package com.remitflex.features.members.people;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.IdPrefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The user_session and known_device tables; a session whose row's MAC does not fit is absent. */
public final class SessionStore {
  private static final String ACTIVE =
      """
       s.expires_at > clock_timestamp()
       AND s.last_seen_at > clock_timestamp() - :idle * interval '1 second'
      """;

  private SessionStore() {}

  static void create(
      Handle handle,
      String token,
      String userId,
      SessionStage stage,
      Client client,
      Duration life) {
    String id = IdPrefix.SESSION.next();
    byte[] hash = Tokens.hash(handle, use(stage), token);
    Instant now = DatabaseClock.read(handle);
    Instant end = now.plus(life);
    handle
        .createUpdate(
            """
            INSERT INTO user_session (id, user_id, token_hash, stage, ip, user_agent, created_at,
              last_seen_at, expires_at, row_mac)
            VALUES (:id, :user, :hash, :stage, :ip, :agent, :now::timestamptz, :now::timestamptz,
              :end::timestamptz, :mac)
            """)
        .bind("id", id)
        .bind("user", userId)
        .bind("hash", hash)
        .bind("stage", stage.word())
        .bind("ip", client.ip())
        .bind("agent", client.userAgent().orElse(""))
        .bind("now", now.toString())
        .bind("end", end.toString())
        .bind("mac", RowMac.session(id, userId, hash, stage.word(), end).sign(handle))
        .execute();
  }

  private static Tokens.Use use(SessionStage stage) {
    return stage.isOfConsole() ? Tokens.Use.CONSOLE : Tokens.Use.SESSION;
  }

  /**
   * The session of the Dashboard with this token, with its person and the person's accounts, in one
   * query.
   */
  public static Optional<Session> find(Handle handle, String token, Duration idle) {
    return find(handle, Tokens.Use.SESSION, token, idle)
        .filter(session -> !session.stage().isOfConsole())
        .filter(session -> session.person().kind() == Person.Kind.MEMBER);
  }

  /** The session of the operator console with this token, of someone who is an operator now. */
  static Optional<Session> findOfConsole(Handle handle, String token, Duration idle) {
    return find(handle, Tokens.Use.CONSOLE, token, idle)
        .filter(session -> session.stage().isOfConsole())
        .filter(session -> session.person().kind() == Person.Kind.OPERATOR)
        .filter(session -> session.person().secondFactor());
  }

  private static Optional<Session> find(
      Handle handle, Tokens.Use use, String token, Duration idle) {
    try (Query query =
        handle.createQuery(
            """
            SELECT s.id AS session_id, s.token_hash, s.stage, s.expires_at,
              s.row_mac AS session_mac, s.account_id AS last_account, s.flash,
              u.id, u.email, u.name, u.password_hash, u.totp_seed, u.created_at, u.confirmed_at,
              u.operator,
              u.row_mac AS person_mac,
              a.id AS account_id, a.name AS account_name, m.role, m.row_mac AS member_mac
            FROM user_session s
            JOIN app_user u ON u.id = s.user_id
            LEFT JOIN account_member m ON m.user_id = u.id
            LEFT JOIN account a ON a.id = m.account_id
            WHERE s.token_hash IN (<hashes>) AND
            """
                + ACTIVE
                + " ORDER BY a.id")) {
      List<Found> rows =
          query
              .bindList("hashes", Tokens.hashes(handle, use, token))
              .bind("idle", idle.toSeconds())
              .map((row, context) -> found(handle, row))
              .list()
              .stream()
              .flatMap(Optional::stream)
              .toList();
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

  /** The row, if the MACs of session and person fit; with the membership, if its MAC fits too. */
  private static Optional<Found> found(Handle handle, ResultSet row) throws SQLException {
    RowMac session =
        RowMac.session(
            row.getString("session_id"),
            row.getString("id"),
            row.getBytes("token_hash"),
            row.getString("stage"),
            row.getTimestamp("expires_at").toInstant());
    if (!session.accepts(handle, row.getBytes("session_mac"))
        || !RowMac.person(row).accepts(handle, row.getBytes("person_mac"))) {
      return Optional.empty();
    }
    return Optional.of(
        new Found(
            row.getString("session_id"),
            SessionStage.of(row.getString("stage")),
            row.getString("last_account"),
            Optional.ofNullable(row.getString("flash")),
            new Person(
                row.getString("id"),
                row.getString("email"),
                PersonName.shown(row.getString("name")),
                row.getBytes("totp_seed") != null,
                row.getTimestamp("confirmed_at") != null,
                row.getTimestamp("created_at").toInstant(),
                Person.Kind.of(Optional.ofNullable(row.getString("operator")))),
            membership(handle, row)));
  }

  private static Optional<Membership> membership(Handle handle, ResultSet row) throws SQLException {
    @Nullable String account = row.getString("account_id");
    if (account == null) {
      return Optional.empty();
    }
    Role role = Role.of(row.getString("role"));
    return RowMac.member(account, row.getString("id"), role)
            .accepts(handle, row.getBytes("member_mac"))
        ? Optional.of(
            new Membership(account, PersonName.shown(row.getString("account_name")), role))
        : Optional.empty();
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

  /** Records the last use of a session, at most once per minute. */
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

  public static void choose(Handle handle, String id, String accountId) {
    handle
        .createUpdate("UPDATE user_session SET account_id = :account WHERE id = :id")
        .bind("account", accountId)
        .bind("id", id)
        .execute();
  }

  /** Sets or removes the message for the next page. */
  static void setFlash(Handle handle, String id, Optional<String> flash) {
    handle
        .createUpdate("UPDATE user_session SET flash = :flash WHERE id = :id")
        .bind("flash", flash.orElse(null))
        .bind("id", id)
        .execute();
  }

  public static void setNewSeed(Handle handle, String id, Optional<byte[]> sealed) {
    handle
        .createUpdate("UPDATE user_session SET new_seed = :seed WHERE id = :id")
        .bind("seed", sealed.orElse(null))
        .bind("id", id)
        .execute();
  }

  public static Optional<byte[]> newSeed(Handle handle, String id) {
    return handle
        .createQuery("SELECT new_seed FROM user_session WHERE id = :id AND new_seed IS NOT NULL")
        .bind("id", id)
        .mapTo(byte[].class)
        .findOne();
  }

  /** Gives a session a new token; false when the session has ended. */
  public static boolean rotate(Handle handle, String id, String token) {
    Optional<SessionStage> stage =
        handle
            .createQuery("SELECT stage FROM user_session WHERE id = :id")
            .bind("id", id)
            .mapTo(String.class)
            .findOne()
            .map(SessionStage::of);
    if (stage.isEmpty()) {
      return false;
    }
    byte[] hash = Tokens.hash(handle, use(stage.get()), token);
    Optional<RowMac> mac =
        handle
            .createQuery("SELECT * FROM user_session WHERE id = :id FOR UPDATE")
            .bind("id", id)
            .map((row, context) ->
                RowMac.session(row).accepts(handle, row.getBytes("row_mac"))
                    ? Optional.of(
                        RowMac.session(
                            id,
                            row.getString("user_id"),
                            hash,
                            row.getString("stage"),
                            row.getTimestamp("expires_at").toInstant()))
                    : Optional.<RowMac>empty())
            .findOne()
            .flatMap(found -> found);
    return mac.isPresent()
        && handle
                .createUpdate(
                    "UPDATE user_session SET token_hash = :hash, row_mac = :mac WHERE id = :id")
                .bind("hash", hash)
                .bind("mac", mac.get().sign(handle))
                .bind("id", id)
                .execute()
            == 1;
  }

  /**
   * The person's active sessions, the last used first.
   *
   * @param after ID of the session before the first one; without such a session: the first page
   */
  static List<Session.Row> list(
      Handle handle, Session session, Duration idle, Optional<String> after, int limit) {
    try (Query query =
        handle.createQuery(
            """
            SELECT s.* FROM user_session s
            LEFT JOIN user_session a ON a.id = :after AND a.user_id = :user
            WHERE s.user_id = :user AND s.stage = :stage
              AND (s.last_seen_at < a.last_seen_at
                OR (s.last_seen_at = a.last_seen_at AND s.id > a.id)) IS NOT FALSE
              AND
            """
                + ACTIVE
                + " ORDER BY s.last_seen_at DESC, s.id LIMIT :limit")) {
      return query
          .bind("user", session.person().id())
          .bind("stage", session.stage().word())
          .bind("idle", idle.toSeconds())
          .bind("after", after.orElse(null))
          .bind("limit", limit)
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

  public static boolean remove(Handle handle, String userId, String id) {
    return handle
            .createUpdate("DELETE FROM user_session WHERE id = :id AND user_id = :user")
            .bind("id", id)
            .bind("user", userId)
            .execute()
        == 1;
  }

  /** Ends every session of the person except this one. */
  public static void removeOthers(Handle handle, String userId, String exceptId) {
    handle
        .createUpdate("DELETE FROM user_session WHERE user_id = :user AND id <> :except")
        .bind("user", userId)
        .bind("except", exceptId)
        .execute();
  }

  /** Ends every session of the person that still requires a code. */
  public static void removePending(Handle handle, String userId) {
    handle
        .createUpdate(
            "DELETE FROM user_session WHERE user_id = :user AND stage IN ('code', 'operator_code')")
        .bind("user", userId)
        .execute();
  }

  public static void deleteDevices(Handle handle, String userId) {
    handle
        .createUpdate("DELETE FROM known_device WHERE user_id = :user")
        .bind("user", userId)
        .execute();
  }

  static void storeDevice(Handle handle, String token, String userId, Duration life) {
    handle
        .createUpdate(
            """
            INSERT INTO known_device (token_hash, user_id, created_at, expires_at)
            SELECT :hash, :user, now, now + :life * interval '1 second'
            FROM clock_timestamp() AS now
            """)
        .bind("hash", Tokens.hash(handle, Tokens.Use.device(userId), token))
        .bind("user", userId)
        .bind("life", life.toSeconds())
        .execute();
  }

  /**
   * Whether the person with this address has signed in in this browser. Runs the same statements
   * for an address that nobody has.
   */
  public static boolean isKnownDevice(Handle handle, String token, String email) {
    String userId =
        handle
            .createQuery("SELECT id FROM app_user WHERE email = :email")
            .bind("email", email)
            .mapTo(String.class)
            .findOne()
            .orElse("");
    return handle
        .createQuery(
            """
            SELECT 1 FROM known_device WHERE token_hash IN (<hashes>) AND user_id = :user
              AND expires_at > clock_timestamp()
            LIMIT 1
            """)
        .bindList("hashes", Tokens.hashes(handle, Tokens.Use.device(userId), token))
        .bind("user", userId)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Ends every session of every person. */
  static void deleteAll(Handle handle) {
    handle.execute("DELETE FROM user_session");
    handle.execute("DELETE FROM known_device");
  }

  public static void deleteExpired(Handle handle) {
    handle.execute("DELETE FROM user_session WHERE expires_at < clock_timestamp()");
    handle.execute("DELETE FROM known_device WHERE expires_at < clock_timestamp()");
  }
}
