package com.remitflex.features.members;

import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.RowMac;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** People past sign-in and invitation, with rows as the platform itself would have signed them. */
public final class TestPeople {
  private TestPeople() {}

  /** A new member of an account; answers the id. */
  public static String create(
      Handle handle, String accountId, String email, String passwordHash, String role) {
    String id = PersonStore.create(handle, email, "", passwordHash);
    PersonStore.confirm(handle, id);
    MemberStore.add(handle, accountId, id, Role.of(role));
    return id;
  }

  /** Makes someone a member of another account. */
  public static void join(Handle handle, String accountId, String userId, String role) {
    MemberStore.add(handle, accountId, userId, Role.of(role));
  }

  /** Gives a member another role, past the rules of the team. */
  public static void setRole(Handle handle, String accountId, String userId, String role) {
    MemberStore.setRole(handle, accountId, userId, Role.of(role));
  }

  /** Takes back the proof of the person's address. */
  public static void unconfirm(Handle handle, String userId) {
    Login login = PersonStore.lock(handle, userId);
    handle.execute(
        "UPDATE app_user SET confirmed_at = NULL, row_mac = ? WHERE id = ?",
        RowMac.person(
                userId,
                login.person().email(),
                login.passwordHash(),
                login.seed(),
                false,
                login.person().kind())
            .sign(handle),
        userId);
  }

  /** A seed, a recovery code and a passkey of the person with this address. */
  public static void plantFactors(Handle handle, String email) {
    String id = PersonStore.findByEmail(handle, email).orElseThrow().person().id();
    PersonStore.setSeed(handle, id, new byte[] {1}, 0);
    PersonStore.setRecoveryCodes(handle, id, List.of(new byte[32]));
    byte[] credential = id.getBytes(StandardCharsets.UTF_8);
    byte[] key = {1};
    handle.execute(
        "INSERT INTO passkey (id, user_id, credential_id, public_key, sign_count, name, created_at,"
            + " row_mac) VALUES (?, ?, ?, ?, 0, 'k', now(), ?)",
        "psk_" + id,
        id,
        credential,
        key,
        RowMac.passkey(id, credential, key, 0).sign(handle));
  }

  /** Takes the person's sessions back to where the second factor is still asked for. */
  public static void backToSecondStep(Handle handle, String userId) {
    for (String id :
        handle
            .createQuery("SELECT id FROM user_session WHERE user_id = :user")
            .bind("user", userId)
            .mapTo(String.class)
            .list()) {
      handle.execute("UPDATE user_session SET stage = 'code' WHERE id = ?", id);
      byte[] mac =
          handle
              .createQuery("SELECT * FROM user_session WHERE id = :id")
              .bind("id", id)
              .map((row, context) -> RowMac.session(row).sign(handle))
              .one();
      handle.execute("UPDATE user_session SET row_mac = ? WHERE id = ?", mac, id);
    }
  }

  /** Sets what is kept of an authenticator, encrypted or not. */
  public static void setSeed(Handle handle, String userId, byte[] kept) {
    PersonStore.setSeed(handle, userId, kept, 0);
  }

  /** What is kept of the person's authenticator. */
  public static byte[] seed(Handle handle, String userId) {
    return PersonStore.lock(handle, userId).seed().orElseThrow();
  }
}
