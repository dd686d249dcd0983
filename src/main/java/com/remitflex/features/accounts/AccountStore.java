package com.remitflex.features.accounts;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.text.Names;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The account table. */
public final class AccountStore {
  private static final Select<Account> BY_ID =
      Select.of("SELECT * FROM account WHERE id = ?", AccountStore::account);

  private static final Batch<String> LOAD =
      Batch.<String>statement("SELECT a.* FROM :rows JOIN account a ON a.id = v.id")
          .text("id", id -> id)
          .build();

  private static final Batch<Account> UPDATE =
      Batch.<Account>statement(
              """
              UPDATE account a
              SET name = v.name, verification = v.verification, contact_email = v.contact_email
              FROM :rows WHERE a.id = v.id
              """)
          .text("id", Account::id)
          .text("name", Account::name)
          .text("verification", account -> account.verification().word())
          .optionalText("contact_email", Account::contactEmail)
          .build();

  private static final Batch<Account> INSERT_DECOY =
      Batch.<Account>statement(
              """
              INSERT INTO account (id, name, verification, created_at, is_decoy)
              SELECT id, name, verification, created_at, true FROM :rows
              """)
          .text("id", Account::id)
          .text("name", Account::name)
          .text("verification", account -> account.verification().word())
          .time("created_at", Account::createdAt)
          .build();

  private AccountStore() {}

  /** Creates accounts without an owner, which canary keys see, each with its heads. */
  public static void insertDecoys(Writes writes, List<Account> accounts) {
    writes.add(INSERT_DECOY, accounts);
    HeadStore.insert(
        writes,
        accounts.stream()
            .flatMap(account ->
                Arrays.stream(Environment.values())
                    .map(one -> new Head(new HeadId(account.id(), one), 1, account.createdAt())))
            .toList());
  }

  /** Creates an account with a head in each environment. */
  public static Account create(
      Handle handle, String name, Account.Verification verification, Instant now) {
    Account account =
        new Account(IdPrefix.ACCOUNT.next(), name, verification, now, Optional.empty());
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

  /** Prevents other transactions from creating accounts until this one ends. */
  public static void lockAll(Handle handle) {
    handle.execute("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE");
  }

  /** The oldest account of this installation. */
  public static Optional<Account> first(Handle handle) {
    return handle
        .createQuery("SELECT * FROM account WHERE NOT is_decoy ORDER BY created_at, id LIMIT 1")
        .map((row, context) -> account(row))
        .findOne();
  }

  public static Optional<Account> find(Handle handle, String id) {
    return BY_ID.find(handle, id);
  }

  static Found<Account> load(Reads reads, Set<String> ids) {
    return reads.add(LOAD, ids, AccountStore::account);
  }

  /** Writes the columns of an account that can change. */
  public static void update(Writes writes, List<Account> accounts) {
    writes.add(UPDATE, accounts);
  }

  /** The email address of each account: its contact, or else its first owner with a proven one. */
  public static Map<String, String> addresses(Handle handle, Collection<String> ids) {
    Map<String, String> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT a.id, coalesce(a.contact_email,
              (SELECT min(u.email) FROM account_member m JOIN app_user u ON u.id = m.user_id
               WHERE m.account_id = a.id AND m.role = 'owner'
                 AND u.confirmed_at IS NOT NULL)) AS address
            FROM account a WHERE a.id = ANY (:ids)
            """)) {
      query
          .bind("ids", ids.toArray(String[]::new))
          .map((row, context) ->
              Map.entry(row.getString("id"), Optional.ofNullable(row.getString("address"))))
          .forEach(
              entry -> entry.getValue().ifPresent(address -> found.put(entry.getKey(), address)));
    }
    return found;
  }

  private static Account account(ResultSet row) throws SQLException {
    return new Account(
        row.getString("id"),
        Names.shown(row.getString("name")),
        Account.Verification.valueOf(row.getString("verification").toUpperCase(Locale.ROOT)),
        row.getTimestamp("created_at").toInstant(),
        Optional.ofNullable(row.getString("contact_email")));
  }
}
