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
  private static final String VALID = " used_at IS NULL AND expires_at > clock_timestamp()";

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

  /** The link, unless it was used or has expired. */
  public static Optional<Link> find(Handle handle, String id) {
    try (Query query = handle.createQuery("SELECT * FROM person_link WHERE id = :id AND" + VALID)) {
      return query
          .bind("id", id)
          .map((row, context) -> signed(handle, row, link(row)))
          .findOne()
          .flatMap(found -> found);
    }
  }

  /** Marks the link as used; false when it was used before or has expired. */
  public static boolean use(Handle handle, String id) {
    return handle
            .createUpdate(
                "UPDATE person_link SET used_at = clock_timestamp() WHERE id = :id AND" + VALID)
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Ends every link that is still valid. */
  static void endAll(Handle handle) {
    handle.execute("UPDATE person_link SET used_at = clock_timestamp() WHERE" + VALID);
  }

  /** Whether a link that is still valid was sent to this address within this time. */
  public static boolean hasRecent(
      Handle handle, Link.Purpose purpose, String email, Duration within) {
    return handle
        .createQuery(
            """
            SELECT 1 FROM person_link WHERE email = :email AND purpose = :purpose
              AND created_at > clock_timestamp() - :within * interval '1 second' AND
            """
                + VALID
                + " LIMIT 1")
        .bind("email", email)
        .bind("purpose", purpose.word())
        .bind("within", within.toSeconds())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** The number of reset links created for this address within this time, used or not. */
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

  /** Locks the links of this address until the transaction ends. */
  public static void lock(Handle handle, String email) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended('links ' || :email, 0))")
        .bind("email", email)
        .mapTo(String.class)
        .findOne();
  }

  /** The numbers of invitations sent within a time, used or not. */
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

  /** Revokes every link of this purpose that was sent to this address. */
  public static void revoke(Handle handle, Link.Purpose purpose, String email) {
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

  public static void revokeInvitations(Handle handle, String accountId, String email) {
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

  /** Revokes the invitations to one of these roles that this member has sent. */
  public static void revokeInvitationsBy(
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
            "SELECT * FROM person_link WHERE account_id = :account AND" + VALID + " ORDER BY id")
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

  public static void deleteExpired(Handle handle) {
    handle.execute(
        "DELETE FROM person_link WHERE expires_at < clock_timestamp() - interval '30 days'");
  }

  private static <T> Optional<T> signed(Handle handle, ResultSet row, T value) throws SQLException {
    return RowMac.link(row).accepts(handle, row.getBytes("row_mac"))
        ? Optional.of(value)
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
