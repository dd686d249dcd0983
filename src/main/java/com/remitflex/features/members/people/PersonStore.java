package com.remitflex.features.members.people;

import com.remitflex.platform.ids.IdPrefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The app_user and recovery_code tables; a person whose row's MAC does not fit is absent. */
public final class PersonStore {
  private PersonStore() {}

  /** Creates a person who has not proved ownership of the address; the address must be free. */
  public static String create(Handle handle, String email, String name, String passwordHash) {
    String id = IdPrefix.USER.next();
    handle
        .createUpdate(
            """
            INSERT INTO app_user (id, email, name, password_hash, created_at, row_mac)
            VALUES (:id, :email, :name, :hash, clock_timestamp(), :mac)
            """)
        .bind("id", id)
        .bind(
            "mac",
            RowMac.person(id, email, passwordHash, Optional.empty(), false, Person.Kind.MEMBER)
                .sign(handle))
        .bind("email", email)
        .bind("name", name)
        .bind("hash", passwordHash)
        .execute();
    return id;
  }

  public static Optional<Login> findByEmail(Handle handle, String email) {
    return one(handle, "SELECT * FROM app_user WHERE email = :key", email);
  }

  /** The person, locked until the transaction ends. */
  public static Login lock(Handle handle, String id) {
    return one(handle, "SELECT * FROM app_user WHERE id = :key FOR NO KEY UPDATE", id)
        .orElseThrow(() -> new IllegalStateException("no person " + id));
  }

  /** The names of these persons by their IDs; the email address of those who have no name. */
  public static Map<String, String> labels(Handle handle, Collection<String> ids) {
    try (Query query =
        handle.createQuery(
            """
            SELECT id, CASE WHEN name = '' THEN email ELSE name END AS label
            FROM app_user WHERE id = ANY (:ids)
            """)) {
      return query
          .bind("ids", ids.toArray(String[]::new))
          .map((row, context) -> Map.entry(row.getString("id"), row.getString("label")))
          .list()
          .stream()
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }

  public static Optional<Login> find(Handle handle, String id) {
    return one(handle, "SELECT * FROM app_user WHERE id = :key", id);
  }

  public static void setPassword(Handle handle, String id, String passwordHash) {
    Login login = lock(handle, id);
    write(handle, login, passwordHash, login.seed());
  }

  /** Writes the password and the seed of a locked person, with the row's MAC. */
  private static void write(
      Handle handle, Login login, String passwordHash, Optional<byte[]> seed) {
    Person person = login.person();
    handle
        .createUpdate(
            """
            UPDATE app_user SET password_hash = :hash, totp_seed = :seed, row_mac = :mac
            WHERE id = :id
            """)
        .bind("hash", passwordHash)
        .bind("seed", seed.orElse(null))
        .bind(
            "mac",
            RowMac.person(
                    person.id(),
                    person.email(),
                    passwordHash,
                    seed,
                    person.confirmed(),
                    person.kind())
                .sign(handle))
        .bind("id", person.id())
        .execute();
  }

  /** Records that the person has proved ownership of the address; false when it was known. */
  public static boolean confirm(Handle handle, String id) {
    Login login = lock(handle, id);
    Person person = login.person();
    byte[] mac =
        RowMac.person(
                person.id(),
                person.email(),
                login.passwordHash(),
                login.seed(),
                true,
                person.kind())
            .sign(handle);
    return handle
            .createUpdate(
                "UPDATE app_user SET confirmed_at = clock_timestamp(), row_mac = :mac"
                    + " WHERE id = :id AND confirmed_at IS NULL")
            .bind("mac", mac)
            .bind("id", id)
            .execute()
        == 1;
  }

  /** Makes a person an operator, or removes an operator; the person is locked. */
  public static void setKind(Handle handle, String id, Person.Kind kind) {
    Login login = lock(handle, id);
    Person person = login.person();
    handle
        .createUpdate("UPDATE app_user SET operator = :operator, row_mac = :mac WHERE id = :id")
        .bind("operator", kind.column().orElse(null))
        .bind(
            "mac",
            RowMac.person(
                    id,
                    person.email(),
                    login.passwordHash(),
                    login.seed(),
                    person.confirmed(),
                    kind)
                .sign(handle))
        .bind("id", id)
        .execute();
  }

  /** Whether this is the login of an operator, also of one who was removed. */
  static boolean isOperator(Handle handle, String id) {
    return handle
        .createQuery("SELECT operator IS NOT NULL FROM app_user WHERE id = :id")
        .bind("id", id)
        .mapTo(Boolean.class)
        .findOne()
        .orElse(false);
  }

  /** All operators, also those who were removed, the newest last. */
  public static List<Person> operators(Handle handle) {
    return handle
        .createQuery("SELECT * FROM app_user WHERE operator IS NOT NULL ORDER BY created_at, id")
        .map((row, context) -> login(handle, row).map(Login::person))
        .list()
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /** All users of the Dashboard, the newest first. */
  public static List<Person> list(Handle handle, boolean unconfirmedOnly, int limit) {
    try (Query query =
        handle.createQuery(
            """
            SELECT * FROM app_user
            WHERE operator IS NULL AND (NOT :unconfirmed OR confirmed_at IS NULL)
            ORDER BY created_at DESC, id DESC LIMIT :limit
            """)) {
      return query
          .bind("unconfirmed", unconfirmedOnly)
          .bind("limit", limit)
          .map((row, context) -> login(handle, row).map(Login::person))
          .list()
          .stream()
          .flatMap(Optional::stream)
          .toList();
    }
  }

  public static void setName(Handle handle, String id, String name) {
    handle
        .createUpdate("UPDATE app_user SET name = :name WHERE id = :id")
        .bind("name", name)
        .bind("id", id)
        .execute();
  }

  /** Sets the seed; the code of this step has confirmed it. */
  public static void setSeed(Handle handle, String id, byte[] encrypted, long step) {
    replaceSeed(handle, id, encrypted);
    setLastStep(handle, id, step);
  }

  /** Removes the second factor with its recovery codes. */
  public static void removeSeed(Handle handle, String id) {
    Login login = lock(handle, id);
    write(handle, login, login.passwordHash(), Optional.empty());
    setLastStep(handle, id, 0);
    setRecoveryCodes(handle, id, List.of());
  }

  /** The IDs of the persons who have an authenticator. */
  public static List<String> findWithSeed(Handle handle) {
    return handle
        .createQuery("SELECT id FROM app_user WHERE totp_seed IS NOT NULL ORDER BY id")
        .mapTo(String.class)
        .list();
  }

  /** Writes a seed, or the same seed encrypted again. */
  public static void replaceSeed(Handle handle, String id, byte[] encrypted) {
    Login login = lock(handle, id);
    write(handle, login, login.passwordHash(), Optional.of(encrypted));
  }

  public static void setLastStep(Handle handle, String id, long step) {
    handle
        .createUpdate("UPDATE app_user SET totp_step = :step WHERE id = :id")
        .bind("step", step)
        .bind("id", id)
        .execute();
  }

  /** Replaces the remaining recovery codes. */
  public static void setRecoveryCodes(Handle handle, String id, List<byte[]> hashes) {
    handle.createUpdate("DELETE FROM recovery_code WHERE user_id = :id").bind("id", id).execute();
    for (byte[] hash : hashes) {
      handle
          .createUpdate("INSERT INTO recovery_code (user_id, code_hash) VALUES (:id, :hash)")
          .bind("id", id)
          .bind("hash", hash)
          .execute();
    }
  }

  /**
   * Deletes a recovery code; false when the person has no such code.
   *
   * @param hashes the code's HMACs, one under each loaded pepper
   */
  public static boolean useRecoveryCode(Handle handle, String id, List<byte[]> hashes) {
    return handle
            .createUpdate(
                "DELETE FROM recovery_code WHERE user_id = :id AND code_hash IN (<hashes>)")
            .bind("id", id)
            .bindList("hashes", hashes)
            .execute()
        == 1;
  }

  public static int countRecoveryCodes(Handle handle, String id) {
    return handle
        .createQuery("SELECT count(*) FROM recovery_code WHERE user_id = :id")
        .bind("id", id)
        .mapTo(Integer.class)
        .one();
  }

  private static Optional<Login> one(Handle handle, String sql, String key) {
    try (Query query = handle.createQuery(sql)) {
      return query
          .bind("key", key)
          .map((row, context) -> login(handle, row))
          .findOne()
          .flatMap(found -> found);
    }
  }

  private static Optional<Login> login(Handle handle, ResultSet row) throws SQLException {
    if (!RowMac.person(row).accepts(handle, row.getBytes("row_mac"))) {
      return Optional.empty();
    }
    Optional<byte[]> seed = Optional.ofNullable(row.getBytes("totp_seed"));
    return Optional.of(
        new Login(
            new Person(
                row.getString("id"),
                row.getString("email"),
                PersonName.shown(row.getString("name")),
                seed.isPresent(),
                row.getTimestamp("confirmed_at") != null,
                row.getTimestamp("created_at").toInstant(),
                Person.Kind.of(Optional.ofNullable(row.getString("operator")))),
            row.getString("password_hash"),
            seed,
            row.getLong("totp_step")));
  }
}
