package com.remitflex.people;

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
