package com.remitflex.features.members.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The account_member table; a membership whose row's MAC does not fit is absent. */
public final class MemberStore {
  private MemberStore() {}

  /** Adds a member; a row whose MAC does not fit is replaced. */
  public static void add(Handle handle, String accountId, String userId, Role role) {
    handle
        .createUpdate(
            """
            INSERT INTO account_member (account_id, user_id, role, row_mac)
            VALUES (:account, :user, :role, :mac)
            ON CONFLICT (account_id, user_id)
              DO UPDATE SET role = excluded.role, row_mac = excluded.row_mac
            """)
        .bind("mac", RowMac.member(accountId, userId, role).sign(handle))
        .bind("account", accountId)
        .bind("user", userId)
        .bind("role", role.word())
        .execute();
  }

  private static final String COLUMNS =
      """
      SELECT u.id, u.email, u.name, u.totp_seed, u.confirmed_at, u.created_at, u.operator,
        m.account_id, m.user_id, m.role, m.joined_at, m.row_mac
      FROM account_member m
      JOIN app_user u ON u.id = m.user_id
      WHERE m.account_id = :account
      """;

  private static final String ORDER = " ORDER BY m.joined_at, u.id";

  /** The account's members, in the order in which they joined. */
  static List<Member> list(Handle handle, String accountId) {
    return handle
        .createQuery(COLUMNS + ORDER)
        .bind("account", accountId)
        .map((row, context) -> member(handle, row))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private record Row(String userId, Optional<Member> member) {}

  /**
   * A page of the account's members, in the order in which they joined.
   *
   * @param text part of their names or addresses, in any case; empty: all members
   * @param after ID of the last member of the page before; without such a member: the first page
   */
  public static MemberPage page(
      Handle handle, String accountId, String text, Optional<String> after, int size) {
    String found =
        """
         AND (strpos(lower(u.email), lower(:text)) > 0 OR strpos(lower(u.name), lower(:text)) > 0)
        """;
    List<Row> rows =
        handle
            .createQuery(
                COLUMNS
                    + found
                    + """
                     AND ((m.joined_at, m.user_id) > (
                       SELECT joined_at, user_id FROM account_member
                       WHERE account_id = :account AND user_id = :after)) IS NOT FALSE
                    """
                    + ORDER
                    + " LIMIT :limit")
            .bind("account", accountId)
            .bind("text", text)
            .bind("after", after.orElse(null))
            .bind("limit", size + 1)
            .map((row, context) -> new Row(row.getString("user_id"), member(handle, row)))
            .list();
    long total =
        handle
            .createQuery("SELECT count(*) FROM (" + COLUMNS + found + ") members")
            .bind("account", accountId)
            .bind("text", text)
            .mapTo(Long.class)
            .one();
    return new MemberPage(
        rows.stream().limit(size).flatMap(row -> row.member().stream()).toList(),
        total,
        rows.size() > size ? Optional.of(rows.get(size - 1).userId()) : Optional.empty());
  }

  /** As {@link #list}; locks the account's members until the transaction ends. */
  public static List<Member> lock(Handle handle, String accountId) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended('members ' || :account, 0))")
        .bind("account", accountId)
        .mapTo(String.class)
        .findOne();
    return list(handle, accountId);
  }

  /** The accounts that a person is a member of. */
  public static List<Membership> of(Handle handle, String userId) {
    return handle
        .createQuery(
            """
            SELECT a.name, m.account_id, m.user_id, m.role, m.row_mac
            FROM account_member m JOIN account a ON a.id = m.account_id
            WHERE m.user_id = :user ORDER BY a.id
            """)
        .bind("user", userId)
        .map((row, context) -> membership(handle, row))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  public static Optional<String> accountName(Handle handle, String accountId) {
    return handle
        .createQuery("SELECT name FROM account WHERE id = :account")
        .bind("account", accountId)
        .mapTo(String.class)
        .findOne()
        .map(PersonName::shown);
  }

  public static void setRole(Handle handle, String accountId, String userId, Role role) {
    handle
        .createUpdate(
            """
            UPDATE account_member SET role = :role, row_mac = :mac
            WHERE account_id = :account AND user_id = :user
            """)
        .bind("role", role.word())
        .bind("mac", RowMac.member(accountId, userId, role).sign(handle))
        .bind("account", accountId)
        .bind("user", userId)
        .execute();
  }

  public static void remove(Handle handle, String accountId, String userId) {
    handle
        .createUpdate("DELETE FROM account_member WHERE account_id = :account AND user_id = :user")
        .bind("account", accountId)
        .bind("user", userId)
        .execute();
  }

  private static Optional<Membership> membership(Handle handle, ResultSet row) throws SQLException {
    return RowMac.member(row).accepts(handle, row.getBytes("row_mac"))
        ? Optional.of(
            new Membership(
                row.getString("account_id"),
                PersonName.shown(row.getString("name")),
                Role.of(row.getString("role"))))
        : Optional.empty();
  }

  private static Optional<Member> member(Handle handle, ResultSet row) throws SQLException {
    if (!RowMac.member(row).accepts(handle, row.getBytes("row_mac"))) {
      return Optional.empty();
    }
    Person person =
        new Person(
            row.getString("id"),
            row.getString("email"),
            PersonName.shown(row.getString("name")),
            row.getBytes("totp_seed") != null,
            row.getTimestamp("confirmed_at") != null,
            row.getTimestamp("created_at").toInstant(),
            Person.Kind.of(Optional.ofNullable(row.getString("operator"))));
    return Optional.of(
        new Member(
            person, Role.of(row.getString("role")), row.getTimestamp("joined_at").toInstant()));
  }
}
