package com.remitflex.features.members;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.people.Invitation;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.RowMacStore;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.people.Tokens;
import com.remitflex.features.members.signin.Passkey;
import com.remitflex.features.members.signin.PasskeyStore;
import com.remitflex.features.members.signin.Password;
import com.remitflex.features.members.signin.RecoveryCodes;
import com.remitflex.testing.CheapHash;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Someone who can write every table but has no pepper: nothing they write lets them in. */
class InsiderTest {
  private static final String HOME = "/dashboard/live";
  private static final String TEAM = "/settings/team";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final TestPerson owner = server.newPerson(account, "owner");
  private final TestPerson viewer = server.newPerson(account, "viewer");

  /** What was forged goes, so that the platform is whole again. */
  @AfterEach
  void clean() {
    server
        .database()
        .use(handle -> {
          for (String table : List.of("user_session", "known_device", "recovery_code", "passkey")) {
            handle.execute(
                "DELETE FROM " + table + " WHERE user_id IN (?, ?)", owner.id(), viewer.id());
          }
          handle.execute("DELETE FROM person_link WHERE account_id = ?", account);
          handle.execute("DELETE FROM account_member WHERE account_id = ?", account);
          handle.execute("DELETE FROM app_user WHERE id IN (?, ?)", owner.id(), viewer.id());
        });
  }

  private void execute(String sql, Object... arguments) {
    server.database().use(handle -> handle.execute(sql, arguments));
  }

  private List<String> violations() {
    return server.database().with(RowMacStore::violations);
  }

  private static <T> T read(Function<Handle, T> work) {
    return server.database().with(work);
  }

  @Test
  void aSessionOfAChosenTokenIsNone() throws Exception {
    String token = "A".repeat(43);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    PageClient real = server.browser().signIn(owner);
    execute(
        """
        INSERT INTO user_session (id, user_id, token_hash, stage, ip, user_agent, created_at,
          last_seen_at, expires_at, row_mac)
        SELECT 'ses_forged', user_id, ?, stage, ip, user_agent, created_at, last_seen_at,
          expires_at, row_mac FROM user_session WHERE user_id = ?
        """,
        hash,
        owner.id());

    PageClient thief = server.browser();
    real.cookies()
        .forEach(
            (name, value) -> thief.cookies().put(name, name.contains("session") ? token : value));
    assertThat(real.get(HOME).status()).isEqualTo(200);
    assertThat(thief.get(HOME).location()).startsWith("/dashboard/sign-in");
    assertThat(violations()).singleElement().asString().contains("ses_forged");
  }

  @Test
  void aSessionThatIsMovedToTheOwnerEnds() {
    PageClient thief = server.browser().signIn(viewer);
    execute("UPDATE user_session SET user_id = ? WHERE user_id = ?", owner.id(), viewer.id());

    assertThat(thief.get(HOME).location()).startsWith("/dashboard/sign-in");
    assertThat(violations()).hasSize(1);
  }

  @Test
  void aSessionThatIsMadeWholeOrLongerEnds() {
    PageClient browser = server.browser().signIn(viewer);
    execute(
        "UPDATE user_session SET expires_at = expires_at + interval '1 year' WHERE user_id = ?",
        viewer.id());
    assertThat(browser.get(HOME).location()).startsWith("/dashboard/sign-in");

    PageClient half = server.browser().signIn(owner);
    server.database().use(handle -> TestPeople.backToSecondStep(handle, owner.id()));
    execute("UPDATE user_session SET stage = 'whole' WHERE user_id = ?", owner.id());
    assertThat(half.get(HOME).location()).startsWith("/dashboard/sign-in");
  }

  @Test
  void aRoleThatIsRaisedIsNoMembership() {
    PageClient browser = server.browser().signIn(viewer);
    String team = "/dashboard/" + account + "/live" + TEAM;
    assertThat(browser.get(team).status()).isEqualTo(200);
    execute("UPDATE account_member SET role = 'owner' WHERE user_id = ?", viewer.id());

    assertThat(browser.get(team).status()).isEqualTo(403);
    assertThat(violations()).singleElement().asString().contains(viewer.id(), account);
  }

  @Test
  void aMembershipThatIsAddedIsNone() {
    String other = server.newAccount();
    execute(
        "INSERT INTO account_member (account_id, user_id, role, row_mac)"
            + " SELECT ?, user_id, role, row_mac FROM account_member WHERE user_id = ?",
        other,
        owner.id());
    try {
      PageClient browser = server.browser().signIn(owner);
      browser.get(HOME);
      assertThat(browser.post("/dashboard/account", Map.of("account", other)).status())
          .isNotEqualTo(303);
      assertThat(violations()).singleElement().asString().contains(other);
    } finally {
      execute("DELETE FROM account_member WHERE account_id = ?", other);
    }
  }

  @Test
  void aPasswordThatIsReplacedOpensNothing() {
    String chosen = Password.generate();
    execute("UPDATE app_user SET password_hash = ? WHERE id = ?", CheapHash.of(chosen), owner.id());

    assertThat(server.browser().trySignIn(owner.email(), chosen).status()).isEqualTo(400);
    assertThat(violations()).singleElement().asString().contains(owner.id());
  }

  @Test
  void aSecondFactorThatIsTakenAwayIsMissed() {
    server.database().use(handle -> TestPeople.setSeed(handle, owner.id(), new byte[] {1, 2, 3}));
    execute("UPDATE app_user SET totp_seed = NULL WHERE id = ?", owner.id());

    assertThat(server.browser().trySignIn(owner.email(), owner.password()).status()).isEqualTo(400);
  }

  @Test
  void anAddressThatIsReplacedGetsNoReset() {
    execute("UPDATE app_user SET email = 'thief@example.com' WHERE id = ?", owner.id());

    PageClient browser = server.browser();
    browser.get("/dashboard/forgot");
    browser.post("/dashboard/forgot", Map.of("email", "thief@example.com"));

    long mails =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT count(*) FROM mail WHERE recipient LIKE 'thief@%'")
                    .mapTo(Long.class)
                    .one());
    assertThat(mails).isZero();
  }

  @Test
  void anInvitationThatIsRaisedIsNone() {
    server
        .database()
        .use(handle ->
            LinkStore.create(
                handle,
                "lnk_01ARZ3NDEKTSV4RRFFQ69G5FAV",
                Link.Purpose.INVITATION,
                "guest@example.com",
                Optional.of(new Link.Into(account, Role.VIEWER, Optional.of(owner.id()))),
                java.time.Duration.ofHours(1)));
    execute("UPDATE person_link SET role = 'owner' WHERE account_id = ?", account);

    List<Invitation> open = read(handle -> LinkStore.invitations(handle, account));
    assertThat(open).isEmpty();
    Optional<Link> link = read(h -> LinkStore.find(h, "lnk_01ARZ3NDEKTSV4RRFFQ69G5FAV"));
    assertThat(link).isEmpty();
    assertThat(violations()).singleElement().asString().contains("link");
  }

  @Test
  void aKnownBrowserAndARecoveryCodeOfAChosenTokenAreNone() throws Exception {
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    execute(
        "INSERT INTO known_device (token_hash, user_id, created_at, expires_at)"
            + " VALUES (?, ?, now(), now() + interval '1 day')",
        Tokens.sha256(token),
        owner.id());
    execute(
        "INSERT INTO recovery_code (user_id, code_hash) VALUES (?, ?)",
        owner.id(),
        Tokens.sha256(owner.id() + " AAAABBBBCCCCDDDD"));

    boolean known = read(handle -> SessionStore.isKnownDevice(handle, token, owner.email()));
    boolean taken = read(handle -> RecoveryCodes.use(handle, owner.id(), "AAAABBBBCCCCDDDD"));
    assertThat(known).isFalse();
    assertThat(taken).isFalse();
  }

  @Test
  void aPasskeyOfTheInsiderIsNoneOfTheOwners() {
    execute(
        "INSERT INTO passkey (id, user_id, credential_id, public_key, sign_count, name,"
            + " created_at) VALUES ('psk_forged', ?, 'credential', 'key', 0, 'mine', now())",
        owner.id());

    List<Passkey> passkeys = read(handle -> PasskeyStore.list(handle, owner.id()));
    assertThat(passkeys).isEmpty();
    assertThat(violations()).singleElement().asString().contains("passkey");
  }
}
