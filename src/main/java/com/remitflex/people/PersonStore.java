package com.remitflex.people;

import com.remitflex.ids.IdPrefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** The app_user and recovery_code tables. */
final class PersonStore {
  private PersonStore() {}

  /** A new person, who has not proved to own the address; it must be free. */
  static String create(Handle handle, String email, String name, String passwordHash) {
    String id = IdPrefix.USER.next();
    handle
        .createUpdate(
            """
            INSERT INTO app_user (id, email, name, password_hash, created_at)
            VALUES (:id, :email, :name, :hash, clock_timestamp())
            """)
        .bind("id", id)
        .bind("email", email)
        .bind("name", name)
        .bind("hash", passwordHash)
        .execute();
    return id;
  }

  static Optional<Login> findByEmail(Handle handle, String email) {
    return one(handle, "SELECT * FROM app_user WHERE email = :key", email);
  }

  /** The person, whose proofs of identity no one else changes until the transaction's end. */
  static Login lock(Handle handle, String id) {
    return one(handle, "SELECT * FROM app_user WHERE id = :key FOR NO KEY UPDATE", id)
        .orElseThrow(() -> new IllegalStateException("no person " + id));
  }

  static Optional<Login> find(Handle handle, String id) {
    return one(handle, "SELECT * FROM app_user WHERE id = :key", id);
  }

  static void setPassword(Handle handle, String id, String passwordHash) {
    handle
        .createUpdate("UPDATE app_user SET password_hash = :hash WHERE id = :id")
        .bind("hash", passwordHash)
        .bind("id", id)
        .execute();
  }

  /** Records that the person has proved to own the address; false when that was so before. */
  static boolean confirm(Handle handle, String id) {
    return handle
            .createUpdate(
                "UPDATE app_user SET confirmed_at = clock_timestamp()"
                    + " WHERE id = :id AND confirmed_at IS NULL")
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Everyone who can sign in, the newest first. */
  static List<Person> list(Handle handle, boolean unconfirmedOnly, int most) {
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM app_user WHERE NOT :unconfirmed OR confirmed_at IS NULL
            ORDER BY created_at DESC, id DESC LIMIT :most
            """)) {
      return query
          .bind("unconfirmed", unconfirmedOnly)
          .bind("most", most)
          .map((row, context) -> login(row, context).person())
          .list();
    }
  }

  static void setName(Handle handle, String id, String name) {
    handle
        .createUpdate("UPDATE app_user SET name = :name WHERE id = :id")
        .bind("name", name)
        .bind("id", id)
        .execute();
  }

  /** Sets the seed, of which the code of this step was used to confirm it. */
  static void setSeed(Handle handle, String id, byte[] sealed, long step) {
    handle
        .createUpdate("UPDATE app_user SET totp_seed = :seed, totp_step = :step WHERE id = :id")
        .bind("seed", sealed)
        .bind("step", step)
        .bind("id", id)
        .execute();
  }

  /** Takes the second factor away, with its recovery codes. */
  static void removeSeed(Handle handle, String id) {
    handle
        .createUpdate("UPDATE app_user SET totp_seed = NULL, totp_step = 0 WHERE id = :id")
        .bind("id", id)
        .execute();
    setRecoveryCodes(handle, id, List.of());
  }

  /** The people who have an authenticator. */
  static List<String> withSeed(Handle handle) {
    return handle
        .createQuery("SELECT id FROM app_user WHERE totp_seed IS NOT NULL ORDER BY id")
        .mapTo(String.class)
        .list();
  }

  /** Writes the same seed, encrypted in another way. */
  static void sealAnew(Handle handle, String id, byte[] sealed) {
    handle
        .createUpdate("UPDATE app_user SET totp_seed = :seed WHERE id = :id")
        .bind("seed", sealed)
        .bind("id", id)
        .execute();
  }

  static void usedStep(Handle handle, String id, long step) {
    handle
        .createUpdate("UPDATE app_user SET totp_step = :step WHERE id = :id")
        .bind("step", step)
        .bind("id", id)
        .execute();
  }

  /** Replaces the codes that are left. */
  static void setRecoveryCodes(Handle handle, String id, List<byte[]> hashes) {
    handle.createUpdate("DELETE FROM recovery_code WHERE user_id = :id").bind("id", id).execute();
    for (byte[] hash : hashes) {
      handle
          .createUpdate("INSERT INTO recovery_code (user_id, code_hash) VALUES (:id, :hash)")
          .bind("id", id)
          .bind("hash", hash)
          .execute();
    }
  }

  /** Uses a code up; false when the person has no such code. */
  static boolean takeRecoveryCode(Handle handle, String id, byte[] hash) {
    return handle
            .createUpdate("DELETE FROM recovery_code WHERE user_id = :id AND code_hash = :hash")
            .bind("id", id)
            .bind("hash", hash)
            .execute()
        == 1;
  }

  static int countRecoveryCodes(Handle handle, String id) {
    return handle
        .createQuery("SELECT count(*) FROM recovery_code WHERE user_id = :id")
        .bind("id", id)
        .mapTo(Integer.class)
        .one();
  }

  private static Optional<Login> one(Handle handle, String sql, String key) {
    try (Query query = handle.createQuery(sql)) {
      return query.bind("key", key).map(PersonStore::login).findOne();
    }
  }

  private static Login login(ResultSet row, StatementContext context) throws SQLException {
    Optional<byte[]> seed = Optional.ofNullable(row.getBytes("totp_seed"));
    return new Login(
        new Person(
            row.getString("id"),
            row.getString("email"),
            row.getString("name"),
            seed.isPresent(),
            row.getTimestamp("confirmed_at") != null,
            row.getTimestamp("created_at").toInstant()),
        row.getString("password_hash"),
        seed,
        row.getLong("totp_step"));
  }
}
