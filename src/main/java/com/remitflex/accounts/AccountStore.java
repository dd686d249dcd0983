package com.remitflex.accounts;

import com.remitflex.ids.Environment;
import com.remitflex.ids.IdPrefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The account, user and member tables. */
public final class AccountStore {
  private AccountStore() {}

  /** Makes an account with a head in each environment. */
  public static Account create(
      Handle handle, String name, Account.Verification verification, Instant now) {
    Account account = new Account(IdPrefix.ACCOUNT.next(), name, verification, now);
    handle
        .createUpdate(
            """
            INSERT INTO account (id, name, verification, created_at)
            VALUES (:id, :name, :verification, :now)
            """)
        .bind("id", account.id())
        .bind("name", name)
        .bind("verification", verification.word())
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .execute();
    for (Environment environment : Environment.values()) {
      HeadStore.create(handle, new HeadId(account.id(), environment), now);
    }
    return account;
  }

  /** Keeps others from opening accounts until the end of the transaction. */
  public static void lockAll(Handle handle) {
    handle.execute("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE");
  }

  /** The first account of this installation: what a command means that names none. */
  public static Optional<Account> first(Handle handle) {
    return handle
        .createQuery("SELECT * FROM account ORDER BY created_at, id LIMIT 1")
        .map((row, context) -> account(row))
        .findOne();
  }

  public static Optional<Account> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT * FROM account WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> account(row))
        .findOne();
  }

  /** Sets what is verified; false when there is no such account. */
  public static boolean verify(Handle handle, String id, Account.Verification verification) {
    return handle
            .createUpdate("UPDATE account SET verification = :verification WHERE id = :id")
            .bind("verification", verification.word())
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Makes a person who owns the account. */
  public static void createOwner(
      Handle handle, Account account, String email, String passwordHash) {
    String userId = IdPrefix.USER.next();
    handle
        .createUpdate(
            """
            INSERT INTO app_user (id, email, password_hash, created_at)
            VALUES (:id, :email, :hash, :now)
            """)
        .bind("id", userId)
        .bind("email", email)
        .bind("hash", passwordHash)
        .bind("now", account.createdAt().atOffset(ZoneOffset.UTC))
        .execute();
    handle
        .createUpdate(
            "INSERT INTO account_member (account_id, user_id, role) VALUES (:account, :id,"
                + " 'owner')")
        .bind("account", account.id())
        .bind("id", userId)
        .execute();
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString("id"),
        row.getString("name"),
        Account.Verification.valueOf(row.getString("verification").toUpperCase(Locale.ROOT)),
        row.getTimestamp("created_at").toInstant());
  }
}
