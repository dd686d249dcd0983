package com.remitflex.people;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The account_member table. */
final class MemberStore {
  private MemberStore() {}

  static void add(Handle handle, String accountId, String userId, Role role) {
    handle
        .createUpdate(
            """
            INSERT INTO account_member (account_id, user_id, role)
            VALUES (:account, :user, :role)
            """)
        .bind("account", accountId)
        .bind("user", userId)
        .bind("role", role.word())
        .execute();
  }

  /** The account's members, the first one first. */
  static List<Member> list(Handle handle, String accountId) {
    return handle
        .createQuery(
            """
            SELECT u.*, m.role, m.joined_at FROM account_member m
            JOIN app_user u ON u.id = m.user_id
            WHERE m.account_id = :account ORDER BY m.joined_at, u.id
            """)
        .bind("account", accountId)
        .map(MemberStore::member)
        .list();
  }

  /** As {@link #list}; no one else changes members of this account until the transaction's end. */
  static List<Member> lock(Handle handle, String accountId) {
    handle
        .createQuery("SELECT pg_advisory_xact_lock(hashtextextended('members ' || :account, 0))")
        .bind("account", accountId)
        .mapTo(String.class)
        .findOne();
    return list(handle, accountId);
  }

  static List<Membership> of(Handle handle, String userId) {
    return handle
        .createQuery(
            """
            SELECT a.id, a.name, m.role FROM account_member m JOIN account a ON a.id = m.account_id
            WHERE m.user_id = :user ORDER BY a.id
            """)
        .bind("user", userId)
        .map((row, context) ->
            new Membership(
                row.getString("id"), row.getString("name"), Role.of(row.getString("role"))))
        .list();
  }

  static Optional<String> accountName(Handle handle, String accountId) {
    return handle
        .createQuery("SELECT name FROM account WHERE id = :account")
        .bind("account", accountId)
        .mapTo(String.class)
        .findOne();
  }

  static void setRole(Handle handle, String accountId, String userId, Role role) {
    handle
        .createUpdate(
            """
            UPDATE account_member SET role = :role
            WHERE account_id = :account AND user_id = :user
            """)
        .bind("role", role.word())
        .bind("account", accountId)
        .bind("user", userId)
        .execute();
  }

  static void remove(Handle handle, String accountId, String userId) {
    handle
        .createUpdate("DELETE FROM account_member WHERE account_id = :account AND user_id = :user")
        .bind("account", accountId)
        .bind("user", userId)
        .execute();
  }

  private static Member member(ResultSet row, StatementContext context) throws SQLException {
    Person person =
        new Person(
            row.getString("id"),
            row.getString("email"),
            row.getString("name"),
            row.getBytes("totp_seed") != null,
            row.getTimestamp("confirmed_at") != null,
            row.getTimestamp("created_at").toInstant());
    return new Member(
        person, Role.of(row.getString("role")), row.getTimestamp("joined_at").toInstant());
  }
}
