package com.remitflex.features.members;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.Membership;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.RowMacStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.people.Tokens;
import com.remitflex.features.members.signin.RecoveryCodes;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.testing.CheapHash;
import com.remitflex.testing.OldDatabase;
import com.remitflex.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of the version before the MACs: its people go on as they were, and only once. */
class FirstSigningTest {
  private static final String USER = "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV";
  private static final String TOKEN = "a token of the version before";

  @TempDir private Path secrets;

  @Test
  void whoWasThereBeforeStaysAndNothingIsSignedTwice() throws Exception {
    String url = oldDatabase();
    try (Storage storage = Storage.start(config(url), line -> {})) {
      new People(storage.database(), storage.hasher(), storage.trail(), "https://api.example.com");

      List<String> violations = storage.database().with(RowMacStore::violations);
      assertThat(violations).isEmpty();
      storage
          .database()
          .use(handle -> {
            Session session = SessionStore.find(handle, TOKEN, Duration.ofHours(12)).orElseThrow();
            assertThat(session.person().email()).isEqualTo("old@example.com");
            assertThat(session.memberships())
                .extracting(Membership::role)
                .containsExactly(Role.ADMIN);
            assertThat(SessionStore.isKnownDevice(handle, TOKEN, "old@example.com")).isTrue();
            assertThat(RecoveryCodes.use(handle, USER, "AAAABBBBCCCCDDDD")).isTrue();
            handle.execute("UPDATE account_member SET role = 'owner', row_mac = NULL");
          });
    }
    // Not even after a restart is what was written since signed.
    try (Storage storage = Storage.start(config(url), line -> {})) {
      new People(storage.database(), storage.hasher(), storage.trail(), "https://api.example.com");
      List<String> violations = storage.database().with(RowMacStore::violations);
      assertThat(violations).hasSize(1);
      List<Membership> memberships =
          storage.database().with(handle -> MemberStore.of(handle, USER));
      assertThat(memberships).isEmpty();
    }
    assertThat(secrets.resolve("people-signed")).exists();
    TestDatabase.drop(url);

    String setBack = oldDatabase();
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> Storage.start(config(setBack), line -> {}))
        .withMessageContaining("was reset to a version")
        .withMessageContaining("people-signed");
    Files.delete(secrets.resolve("people-signed"));
    Storage.start(config(setBack), line -> {}).close();
    TestDatabase.drop(setBack);
  }

  private Config config(String url) {
    return Config.read(
        Map.of("REMITFLEX_DATABASE_URL", url, "REMITFLEX_SECRETS_DIR", secrets.toString()));
  }

  private static String oldDatabase() throws Exception {
    return OldDatabase.create(
        15,
        """
        INSERT INTO account (id, name, verification, created_at)
          VALUES ('acc_old', 'Old', 'none', now());
        INSERT INTO app_user (id, email, password_hash, created_at)
          VALUES ('%s', 'old@example.com', '%s', now());
        INSERT INTO account_member (account_id, user_id, role) VALUES ('acc_old', '%s', 'admin');
        INSERT INTO user_session (id, user_id, token_hash, stage, ip, user_agent, created_at,
            last_seen_at, expires_at)
          VALUES ('ses_old', '%s', '\\x%s', 'whole', '127.0.0.1', '', now(), now(),
            now() + interval '1 day');
        INSERT INTO known_device (token_hash, user_id, created_at, expires_at)
          VALUES ('\\x%s', '%s', now(), now() + interval '1 day');
        INSERT INTO recovery_code (user_id, code_hash) VALUES ('%s', '\\x%s')
        """
            .formatted(
                USER,
                CheapHash.of("correct horse battery staple"),
                USER,
                USER,
                hex(TOKEN),
                hex(TOKEN),
                USER,
                USER,
                hex(USER + " AAAABBBBCCCCDDDD")));
  }

  private static String hex(String token) {
    return HexFormat.of().formatHex(Tokens.sha256(token));
  }
}
