package com.remitflex.features.members.people;

import com.remitflex.platform.database.DatabaseClock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The person_link table; a link whose row's MAC does not fit is absent. */
public final class LinkStore {
  private static final String OPEN = " used_at IS NULL AND expires_at > clock_timestamp()";

  private LinkStore() {}

  public static void create(
      Handle handle,
      String id,
      Link.Purpose purpose,
      String email,
      Optional<Link.Into> invitation,
      Duration life) {
    Instant now = DatabaseClock.read(handle);
    Instant end = now.plus(life);
    handle
        .createUpdate(
            """
            INSERT INTO person_link (id, purpose, email, account_id, role, invited_by, created_at,
              expires_at, row_mac)
            VALUES (:id, :purpose, :email, :account, :role, :by, :now::timestamptz,
              :end::timestamptz, :mac)
            """)
        .bind("id", id)
        .bind("purpose", purpose.word())
        .bind("email", email)
        .bind("account", invitation.map(Link.Into::accountId).orElse(null))
        .bind("role", invitation.map(into -> into.role().word()).orElse(null))
        .bind("by", invitation.flatMap(Link.Into::invitedBy).orElse(null))
        .bind("now", now.toString())
        .bind("end", end.toString())
        .bind("mac", RowMac.link(id, purpose.word(), email, invitation, now, end).sign(handle))
        .execute();
  }

  /** The link, unless it was used or is too old. */
  public static Optional<Link> find(Handle handle, String id) {
    try (Query query = handle.createQuery("SELECT * FROM person_link WHERE id = :id AND" + OPEN)) {
      return query
          .bind("id", id)
          .map((row, context) -> signed(handle, row, link(row)))
          .findOne()
          .flatMap(found -> found);
    }
  }

  /** Uses the link up; false when someone was faster, or it is too old. */
  public static boolean use(Handle handle, String id) {
    return handle
            .createUpdate(
                "UPDATE person_link SET used_at = clock_timestamp() WHERE id = :id AND" + OPEN)
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Whether such a link was sent to this address so short a time ago, and is still good. */
  public static boolean hasRecent(
      Handle handle, Link.Purpose purpose, String email, Duration within) {
    return handle
        .createQuery(
            """
            SELECT 1 FROM person_link WHERE email = :email AND purpose = :purpose
              AND created_at > clock_timestamp() - :within * interval '1 second' AND
            """
                + OPEN
                + " LIMIT 1")
        .bind("email", email)
        .bind("purpose", purpose.word())
        .bind("within", within.toSeconds())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** How many resets were made for this address within this time, whatever became of them. */
  public static long resetsSent(Handle handle, String email, Duration within) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM person_link WHERE email = :email AND purpose = 'reset'
              AND created_at > clock_timestamp() - :within * interval '1 second'
            """)
        .bind("email", email)
        .bind("within", within.toSeconds())
        .mapTo(Long.class)
        .one();
  }

  /** Until the transaction's end no one else counts what was sent to this address. */
  public static void lock(Handle handle, String email) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended('links ' || :email, 0))")
        .bind("email", email)
        .mapTo(String.class)
        .findOne();
  }

  /** How many invitations were sent within a time, whatever became of them. */
  public record Sent(long toAddressByAccount, long toAddress, long byAccount) {}

  public static Sent invitationsSent(
      Handle handle, String accountId, String email, Duration within) {
    return handle
        .createQuery(
            """
            SELECT count(*) FILTER (WHERE email = :email AND account_id = :account) AS both,
              count(*) FILTER (WHERE email = :email) AS address,
              count(*) FILTER (WHERE account_id = :account) AS account
            FROM person_link
            WHERE (email = :email OR account_id = :account) AND purpose = 'invitation'
              AND created_at > clock_timestamp() - :within * interval '1 second'
            """)
        .bind("email", email)
        .bind("account", accountId)
        .bind("within", within.toSeconds())
        .map((row, context) ->
            new Sent(row.getLong("both"), row.getLong("address"), row.getLong("account")))
        .one();
  }

  /** Ends every link of this purpose that was sent to this address. */
  public static void end(Handle handle, Link.Purpose purpose, String email) {
    handle
        .createUpdate(
            """
            UPDATE person_link SET used_at = clock_timestamp()
            WHERE email = :email AND purpose = :purpose AND used_at IS NULL
            """)
        .bind("email", email)
        .bind("purpose", purpose.word())
        .execute();
  }

  public static void endInvitations(Handle handle, String accountId, String email) {
    handle
        .createUpdate(
            """
            UPDATE person_link SET used_at = clock_timestamp()
            WHERE account_id = :account AND email = :email AND used_at IS NULL
            """)
        .bind("account", accountId)
        .bind("email", email)
        .execute();
  }

  /** Ends the invitations that this member has sent, to one of these roles. */
  public static void endInvitationsBy(
      Handle handle, String accountId, String userId, List<Role> roles) {
    handle
        .createUpdate(
            """
            UPDATE person_link SET used_at = clock_timestamp()
            WHERE account_id = :account AND invited_by = :user AND used_at IS NULL
              AND role = ANY (:roles)
            """)
        .bind("account", accountId)
        .bind("user", userId)
        .bind("roles", roles.stream().map(Role::word).toArray(String[]::new))
        .execute();
  }

  public static List<Invitation> invitations(Handle handle, String accountId) {
    return handle
        .createQuery(
            "SELECT * FROM person_link WHERE account_id = :account AND" + OPEN + " ORDER BY id")
        .bind("account", accountId)
        .map((row, context) ->
            signed(
                handle,
                row,
                new Invitation(
                    row.getString("id"),
                    row.getString("email"),
                    Role.of(row.getString("role")),
                    row.getTimestamp("expires_at").toInstant())))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  public static void removeOld(Handle handle) {
    handle.execute(
        "DELETE FROM person_link WHERE expires_at < clock_timestamp() - interval '30 days'");
  }

  private static <T> Optional<T> signed(Handle handle, ResultSet row, T made) throws SQLException {
    return RowMac.link(row).accepts(handle, row.getBytes("row_mac"))
        ? Optional.of(made)
        : Optional.empty();
  }

  private static Link link(ResultSet row) throws SQLException {
    String account = row.getString("account_id");
    return new Link(
        row.getString("id"),
        Link.Purpose.of(row.getString("purpose")),
        row.getString("email"),
        account == null
            ? Optional.empty()
            : Optional.of(
                new Link.Into(
                    account,
                    Role.of(row.getString("role")),
                    Optional.ofNullable(row.getString("invited_by")))),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("expires_at").toInstant());
  }
}
