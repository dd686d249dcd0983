package com.remitflex.web.dashboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members come, change and go. */
@Tag("slow")
class TeamPagesTest {
  private static final String TEAM = "/dashboard/sandbox/settings/team";
  private static final String PASSWORD = "correct horse battery staple";

  private static final String CONFIRM = "/dashboard/confirm-address";
  private static final Pattern SHOWN_LINK =
      Pattern.compile("https://api\\.example\\.com(/dashboard/invitation/[A-Za-z0-9_.-]+)");

  private static final MailBox mails = new MailBox();

  @RegisterExtension static final TestServer server = TestServer.with(mails.settings());

  private final String account = server.newAccount();
  private final TestPerson owner = server.newPerson(account, "owner");
  private final PageClient browser = server.browser().signIn(owner);

  private static Answer invite(PageClient by, String email, String role) {
    by.get(TEAM);
    return by.post(TEAM + "/invitations", Map.of("email", email, "role", role));
  }

  private static Answer change(PageClient by, TestPerson person, String role) {
    by.get(TEAM);
    return by.post(TEAM + "/members/" + person.id() + "/role", Map.of("role", role));
  }

  private static Answer remove(PageClient by, TestPerson person) {
    by.get(TEAM);
    return by.post(TEAM + "/members/" + person.id() + "/remove", Map.of());
  }

  private String roleOf(TestPerson person) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT role FROM account_member WHERE account_id = :account"
                        + " AND user_id = :user")
                .bind("account", account)
                .bind("user", person.id())
                .mapTo(String.class)
                .findOne()
                .orElse("none"));
  }

  private List<String> actions() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT action FROM audit_entry WHERE account_id = :account AND actor = 'user'"
                        + " AND ip IS NOT NULL AND request_id IS NOT NULL ORDER BY seq")
                .bind("account", account)
                .mapTo(String.class)
                .list());
  }

  @Test
  void whoIsInvitedJoinsByTheLinkAndSeesWhatTheRoleAllows() {
    String email = "viewer" + owner.email();
    invite(browser, email, "viewer");
    String link = mails.link(email, 1);
    PageClient guest = server.browser();

    assertThat(guest.get(link).text()).contains("You were invited to join as <b>viewer</b>");
    Answer joined = guest.post(link, Map.of("name", "Vera Viewer", "password", PASSWORD));

    assertThat(joined.location()).isEqualTo("/dashboard");
    assertThat(guest.get(TEAM).text()).contains("Vera Viewer").doesNotContain("Remove member");
    assertThat(guest.post(TEAM + "/invitations", Map.of("email", "a@b.c")).status()).isEqualTo(403);
    assertThat(guest.get(link).status()).isEqualTo(404);
    assertThat(actions()).containsSubsequence("user.signed_in", "member.invited", "member.joined");
  }

  @Test
  void whoHasALoginAlreadySignsInToJoinAndThenHasTwoAccounts() {
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    invite(browser, other.email(), "developer");
    String link = mails.link(other.email(), 1);
    PageClient guest = server.browser();
    assertThat(guest.get(link).text()).contains("Sign in to join");
    guest.get("/dashboard/sign-in");
    assertThat(guest.post(link, Map.of("name", "Mallory", "password", PASSWORD)).status())
        .isEqualTo(400);

    guest.signIn(other);
    guest.get(link);
    assertThat(guest.post(link + "/join", Map.of()).location()).isEqualTo("/dashboard");

    String address = guest.get(TEAM).location();
    assertThat(address).isEqualTo(TEAM.replace("/sandbox/", "/" + account + "/sandbox/"));
    assertThat(guest.get(address).text()).contains(owner.email(), "Switch account");
    assertThat(roleOf(other)).isEqualTo("developer");
  }

  @Test
  void anInvitationIsForNobodyElse() {
    TestPerson stranger = server.newPerson(server.newAccount(), "owner");
    invite(browser, "someone" + owner.email(), "admin");
    String link = mails.link("someone" + owner.email(), 1);
    PageClient guest = server.browser().signIn(stranger);
    guest.get(TEAM);

    assertThat(guest.post(link + "/join", Map.of()).status()).isEqualTo(403);
    assertThat(roleOf(stranger)).isEqualTo("none");
  }

  @Test
  void anInvitationThatIsTakenBackOrSentAnewIsWorthNothing() {
    String email = "late" + owner.email();
    invite(browser, email, "viewer");
    invite(browser, email, "developer");
    String first = mails.link(email, 1);
    String second = mails.link(email, 2);
    String id = second.replaceAll(".*/(lnk_[0-9A-Z]+)\\..*", "$1");

    assertThat(server.browser().get(first).status()).isEqualTo(404);
    assertThat(server.browser().get(second).text()).contains("developer");
    assertThat(browser.post(TEAM + "/invitations/" + id + "/take-back", Map.of()).location())
        .isEqualTo(TEAM);
    assertThat(server.browser().get(second).status()).isEqualTo(404);
  }

  /** The path of the link that the inviter sees. */
  private static String shownLink(Answer invited) {
    Matcher link = SHOWN_LINK.matcher(invited.text());
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  /** A browser of someone who joined by the link that the inviter has handed over. */
  private PageClient joinByShownLink(String email, String role) {
    String link = shownLink(invite(browser, email, role));
    PageClient guest = server.browser();
    guest.get(link);
    assertThat(guest.post(link, Map.of("name", "Guest", "password", PASSWORD)).status())
        .isEqualTo(303);
    return guest;
  }

  private boolean isConfirmed(String email) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT confirmed_at IS NOT NULL FROM app_user WHERE email = :email")
                .bind("email", email)
                .mapTo(Boolean.class)
                .one());
  }

  @Test
  void theLinkThatTheInviterSeesProvesNothingAboutTheAddress() {
    String email = "victim" + owner.email();
    PageClient guest = joinByShownLink(email, "owner");

    for (String page : List.of(TEAM, "/dashboard", "/dashboard/live/settings/api-keys/new")) {
      assertThat(guest.get(page).location()).isEqualTo(CONFIRM);
    }
    assertThat(guest.get(CONFIRM).text()).contains("Confirm your email address", email);
    assertThat(guest.post("/dashboard/sandbox/sandbox/fund", Map.of()).location())
        .isEqualTo(CONFIRM);
    assertThat(browser.get(TEAM).text()).contains("Address not confirmed");
    assertThat(remove(browser, owner).text())
        .contains("must have an owner whose address is confirmed");
    assertThat(isConfirmed(email)).isFalse();
  }

  @Test
  void theMailedLinkConfirmsTheAddressInTheBrowserThatIsSignedInAndInNoOther() {
    String email = "new" + owner.email();
    PageClient guest = joinByShownLink(email, "viewer");
    String link = mails.link(email, 2);
    PageClient stranger = server.browser();

    assertThat(link).startsWith("/dashboard/confirmation/");
    assertThat(stranger.get(link).location()).startsWith("/dashboard/sign-in?next=");
    assertThat(browser.get(link).location()).as("who is someone else").isEqualTo("/dashboard");
    assertThat(guest.get(link).text()).contains("Confirm address");
    assertThat(isConfirmed(email)).as("looking confirms nothing").isFalse();
    assertThat(guest.post(link, Map.of()).location()).isEqualTo("/dashboard");
    assertThat(guest.get(TEAM).status()).isEqualTo(200);
    assertThat(actions()).contains("user.address_confirmed");
  }

  @Test
  void noOtherTokenConfirms() {
    String email = "target" + owner.email();
    String shown = shownLink(invite(browser, email, "viewer"));
    PageClient guest = server.browser();
    guest.get(shown);
    guest.post(shown, Map.of("name", "Guest", "password", PASSWORD));
    String mailed = mails.link(email, 2);
    String id = mailed.replaceAll(".*/(lnk_[0-9A-Z]+)\\..*", "$1");
    guest.get(CONFIRM);

    for (String token :
        List.of(
            shown.replace("/invitation/", "/confirmation/"),
            "/dashboard/confirmation/" + id + shown.substring(shown.lastIndexOf('.')))) {
      assertThat(guest.get(token).status()).isEqualTo(404);
      assertThat(guest.post(token, Map.of()).status()).isEqualTo(404);
    }
    assertThat(isConfirmed(email)).isFalse();
  }

  @Test
  void theMailedInvitationProvesTheAddress() {
    String email = "mailed" + owner.email();
    invite(browser, email, "viewer");
    String link = mails.link(email, 1);
    PageClient guest = server.browser();
    guest.get(link);
    guest.post(link, Map.of("name", "Guest", "password", PASSWORD));

    assertThat(isConfirmed(email)).isTrue();
    assertThat(guest.get(TEAM).status()).isEqualTo(200);
  }

  @Test
  void theOperatorConfirmsWhereNoMailCan() {
    String email = "nomail" + owner.email();
    PageClient guest = joinByShownLink(email, "viewer");

    assertThat(
            server
                .dashboard()
                .people()
                .confirmations()
                .confirmByOperator(email.toUpperCase())
                .orElseThrow())
        .isTrue();

    assertThat(guest.get(TEAM).status()).isEqualTo(200);
    assertThat(server.dashboard().people().confirmations().confirmByOperator(email).orElseThrow())
        .isFalse();
  }

  @Test
  void aResetByMailTakesALoginBackFromWhoHasMadeItForSomeoneElse() {
    String email = "taken" + owner.email();
    PageClient attacker = joinByShownLink(email, "viewer");
    plantFactors(email);
    PageClient victim = server.browser();
    victim.get("/dashboard/forgot");
    victim.post("/dashboard/forgot", Map.of("email", email));
    String link = mails.link(email, 3);
    victim.get(link);
    victim.post(link, Map.of("password", "the password of the victim"));

    assertThat(victim.trySignIn(email, "the password of the victim").location())
        .as("no second factor is asked for")
        .isEqualTo("/dashboard");
    assertThat(attacker.get(TEAM).location()).startsWith("/dashboard/sign-in");
    assertThat(server.browser().trySignIn(email, PASSWORD).status()).isEqualTo(400);
    assertThat(isConfirmed(email)).isTrue();
    assertThat(factors(email)).isZero();
  }

  /** A seed, a recovery code and a passkey from before the address was proven. */
  private static void plantFactors(String email) {
    server.database().use(handle -> TestPeople.plantFactors(handle, email));
  }

  private static long factors(String email) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(totp_seed) + (SELECT count(*) FROM recovery_code r"
                        + " WHERE r.user_id = min(u.id)) + (SELECT count(*) FROM passkey p"
                        + " WHERE p.user_id = min(u.id)) FROM app_user u WHERE email = :email")
                .bind("email", email)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void invitationsEndWithTheRightToInvite() {
    TestPerson second = server.newPerson(account, "owner");
    PageClient theirs = server.browser().signIn(second);
    String asOwner = shownLink(invite(theirs, "o" + second.email(), "owner"));
    String asViewer = shownLink(invite(theirs, "v" + second.email(), "viewer"));

    change(browser, second, "admin");
    assertThat(server.browser().get(asOwner).status()).isEqualTo(404);
    assertThat(server.browser().get(asViewer).status()).isEqualTo(200);

    change(browser, second, "developer");
    assertThat(server.browser().get(asViewer).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"owner, admin, owner", "admin, viewer, viewer", "admin, removed, developer"})
  void joiningAsksWhatTheInviterMayDoThen(String before, String now, String invited) {
    TestPerson inviter = server.newPerson(account, before);
    String email = "late" + inviter.email();
    String link = shownLink(invite(server.browser().signIn(inviter), email, invited));
    server
        .database()
        .use(handle -> {
          if (now.equals("removed")) {
            handle.execute("DELETE FROM account_member WHERE user_id = ?", inviter.id());
          } else {
            TestPeople.setRole(handle, account, inviter.id(), now);
          }
        });
    PageClient guest = server.browser();
    guest.get("/dashboard/sign-in");

    assertThat(guest.post(link, Map.of("name", "Guest", "password", PASSWORD)).status())
        .isEqualTo(404);
  }

  @Test
  void aMemberWhoIsRemovedHasNoAccessFromTheNextRequest() {
    TestPerson admin = server.newPerson(account, "admin");
    PageClient theirs = server.browser().signIn(admin);
    invite(theirs, "accomplice" + admin.email(), "admin");
    String link = mails.link("accomplice" + admin.email(), 1);
    assertThat(theirs.get(TEAM).status()).isEqualTo(200);

    assertThat(remove(browser, admin).location()).isEqualTo(TEAM);

    assertThat(theirs.get(TEAM).status()).isEqualTo(403);
    assertThat(theirs.post(TEAM + "/members/" + owner.id() + "/remove", Map.of()).status())
        .isEqualTo(403);
    assertThat(server.browser().get(link).status()).as("what they have sent").isEqualTo(404);
  }

  @Test
  void aRoleThatIsLoweredIsLowerFromTheNextRequest() {
    TestPerson admin = server.newPerson(account, "admin");
    PageClient theirs = server.browser().signIn(admin);
    theirs.get(TEAM);

    change(browser, admin, "viewer");

    assertThat(theirs.post(TEAM + "/invitations", Map.of("email", "a@b.c")).status())
        .isEqualTo(403);
  }

  @Test
  void theLastOwnerStays() {
    assertThat(change(browser, owner, "admin").text())
        .contains("The account must have an owner whose address is confirmed.");
    assertThat(remove(browser, owner).status()).isEqualTo(400);
    assertThat(roleOf(owner)).isEqualTo("owner");
  }

  @Test
  void twoOwnersWhoRemoveEachOtherAtOnceLeaveOne() {
    TestPerson second = server.newPerson(account, "owner");
    PageClient theirs = server.browser().signIn(second);
    browser.get(TEAM);
    theirs.get(TEAM);

    Stream.of(
            CompletableFuture.supplyAsync(() -> remove(browser, second)),
            CompletableFuture.supplyAsync(() -> remove(theirs, owner)))
        .toList()
        .forEach(CompletableFuture::join);

    assertThat(List.of(roleOf(owner), roleOf(second))).containsExactlyInAnyOrder("owner", "none");
  }

  @ParameterizedTest
  @CsvSource({"admin, owner", "owner, viewer", "owner, removed"})
  void anAdminMakesAndUnmakesNoOwner(String before, String after) {
    TestPerson admin = server.newPerson(account, "admin");
    TestPerson target = server.newPerson(account, before);
    PageClient theirs = server.browser().signIn(admin);

    Answer answer =
        after.equals("removed") ? remove(theirs, target) : change(theirs, target, after);

    assertThat(answer.status()).isEqualTo(403);
    assertThat(roleOf(target)).isEqualTo(before);
    assertThat(invite(theirs, "boss" + admin.email(), "owner").status()).isEqualTo(403);
  }

  @Test
  void membersOfAnotherAccountAreOutOfReach() {
    TestPerson stranger = server.newPerson(server.newAccount(), "viewer");

    assertThat(change(browser, stranger, "viewer").status()).isEqualTo(404);
    assertThat(remove(browser, stranger).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"no address, viewer", "a@b.c, emperor", "'', viewer"})
  void aWrongInvitationIsAskedForAgain(String email, String role) {
    assertThat(invite(browser, email, role).status()).isEqualTo(400);
  }

  @Test
  void namesAreShownAsTheyAreAndNeverRun() {
    String evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    server
        .database()
        .use(handle -> handle.execute("UPDATE account SET name = ? WHERE id = ?", evil, account));
    browser.get("/dashboard/sandbox/settings/security");
    browser.post("/dashboard/sandbox/settings/security/name", Map.of("name", evil));
    TestPerson viewer = server.newPerson(account, "viewer");
    invite(browser, "guest" + owner.email(), "viewer");

    for (String page :
        List.of(
            browser.get(TEAM).text(),
            server.browser().signIn(viewer).get(TEAM).text(),
            server.browser().get(mails.link("guest" + owner.email(), 1)).text())) {
      assertThat(page).contains("&lt;script&gt;").doesNotContain("<script>alert", "<img src=x");
    }
  }

  @Test
  void nobodyCanFillAMailBoxByInviting() {
    String email = "often" + owner.email();
    for (int i = 0; i < 3; i++) {
      assertThat(invite(browser, email, "viewer").status()).isLessThan(400);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(invite(browser, email, "viewer").text())
          .contains("Too many invitations were sent to this address");
    }
    assertThat(mailsTo(email)).isEqualTo(3);
  }

  private static long mailsTo(String email) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT count(*) FROM mail WHERE recipient = :email")
                .bind("email", email)
                .mapTo(Long.class)
                .one());
  }

  @Test
  void aNameThatIsAnAddressIsNoLinkInTheMail() {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE app_user SET name = 'https://evil.example/login' WHERE id = ?",
                owner.id()));
    String email = "careful" + owner.email();
    invite(browser, email, "viewer");
    mails.link(email, 1);

    String mail = mails.to(email).getFirst();
    assertThat(mail).startsWith("You are invited").doesNotContain("evil.example");
    assertThat(mail.lines().map(String::strip))
        .contains("Invited by: \"https[:]//evil[.]example/login\"");
  }
}
