package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.MailBox;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From "Forgot password" to a new one, through the mail box. */
@Tag("slow")
class PasswordResetTest {
  private static final String FORGOT = "/dashboard/forgot";
  private static final String SECURITY = "/dashboard/sandbox/settings/security";
  private static final String NEW_PASSWORD = "correct horse battery staple";

  private static final MailBox mails = new MailBox();

  @RegisterExtension static final TestServer server = TestServer.with(mails.settings());

  private final TestPerson owner = server.newPerson(server.newAccount(), "owner");

  private static Answer ask(String email) {
    PageClient browser = server.browser();
    browser.get("/dashboard/forgot");
    return browser.post("/dashboard/forgot", Map.of("email", email));
  }

  private static Answer set(String link, String password) {
    PageClient browser = server.browser();
    browser.get("/dashboard/sign-in");
    return browser.post(link, Map.of("password", password));
  }

  @Test
  void theLinkSetsANewPasswordAndSignsOutEverywhere() {
    PageClient before = server.browser().signIn(owner);
    ask(owner.email());
    String link = mails.link(owner.email(), 1);
    PageClient browser = server.browser();

    assertThat(browser.get(link).text()).contains("New password");
    assertThat(browser.post(link, Map.of("password", NEW_PASSWORD)).location())
        .isEqualTo("/dashboard/sign-in?notice=reset");

    assertThat(before.get(SECURITY).location()).startsWith("/dashboard/sign-in");
    assertThat(server.browser().trySignIn(owner.email(), owner.password()).status()).isEqualTo(400);
    assertThat(server.browser().trySignIn(owner.email(), NEW_PASSWORD).status()).isEqualTo(303);
  }

  @Test
  void aLinkWorksOnce() {
    ask(owner.email());
    String link = mails.link(owner.email(), 1);
    assertThat(set(link, NEW_PASSWORD).status()).isEqualTo(303);

    assertThat(set(link, "another password of mine").status()).isEqualTo(404);
    assertThat(server.browser().get(link).status()).isEqualTo(404);
    assertThat(server.browser().trySignIn(owner.email(), NEW_PASSWORD).status()).isEqualTo(303);
  }

  @Test
  void lookingAtThePageAndAWeakPasswordUseNoLinkUp() {
    ask(owner.email());
    String link = mails.link(owner.email(), 1);
    server.browser().get(link);

    Answer weak = set(link, "short");

    assertThat(weak.status()).isEqualTo(400);
    assertThat(weak.text()).contains("Choose a password of 12 to 1024 characters.");
    assertThat(set(link, NEW_PASSWORD).status()).isEqualTo(303);
  }

  @Test
  void aLinkIsTooOldAfterAnHour() {
    ask(owner.email());
    String link = mails.link(owner.email(), 1);
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE person_link SET expires_at = now() - interval '1 s' WHERE email = ?",
                owner.email()));

    assertThat(set(link, NEW_PASSWORD).status()).isEqualTo(404);
  }

  @Test
  void theAnswerDoesNotTellWhetherThereIsSuchAPerson() {
    Answer known = ask(owner.email());
    Answer unknown = ask("nobody" + owner.email());

    assertThat(unknown.status()).isEqualTo(known.status()).isEqualTo(303);
    assertThat(unknown.location()).isEqualTo(known.location());
    assertThat(server.browser().get(known.location()).text())
        .contains("If a user with this email address exists, a link")
        .doesNotContain("<form");
    assertThat(mails.to("nobody" + owner.email())).isEmpty();
  }

  @Test
  void nobodyCanFillAMailBox() {
    ask(owner.email());
    ask(owner.email());
    ask(owner.email().toUpperCase());
    mails.link(owner.email(), 1);

    List<String> waiting =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT id FROM mail WHERE recipient = :email")
                    .bind("email", owner.email())
                    .mapTo(String.class)
                    .list());
    assertThat(waiting).hasSize(1);
  }

  @Test
  void fortyRequestsAtOnceSendOneMailAndAnHourBringsThree() throws Exception {
    List<PageClient> browsers = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      PageClient browser = server.browser();
      browser.get(FORGOT);
      browsers.add(browser);
    }
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer :
          callers.invokeAll(
              browsers.stream()
                  .<Callable<Answer>>map(
                      one -> () -> one.post(FORGOT, Map.of("email", owner.email())))
                  .toList())) {
        assertThat(answer.get().status()).isLessThan(500);
      }
    }
    assertThat(resets()).isEqualTo(1);

    // Even if each link is used at once: after three there is none for an hour.
    for (int i = 0; i < 5; i++) {
      server
          .database()
          .use(handle ->
              handle.execute(
                  "UPDATE person_link SET used_at = now() WHERE email = ?", owner.email()));
      ask(owner.email());
    }
    assertThat(resets()).isEqualTo(3);
  }

  private long resets() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT count(*) FROM mail WHERE recipient = :email")
                .bind("email", owner.email())
                .mapTo(Long.class)
                .one());
  }

  @Test
  void neitherTheOutboxNorTheTableOfLinksHoldsWhatTheLinkNeeds() {
    ask(owner.email());
    String link = mails.link(owner.email(), 1);
    String mac = link.substring(link.indexOf('.') + 1);

    long found =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery(
                        "SELECT (SELECT count(*) FROM mail WHERE body LIKE '%' || :mac || '%')"
                            + " + (SELECT count(*) FROM person_link l"
                            + " WHERE l::text LIKE '%' || :mac || '%')")
                    .bind("mac", mac)
                    .mapTo(Long.class)
                    .one());
    assertThat(mac).hasSize(43);
    assertThat(found).isZero();
  }

  @Test
  void aLinkForOneAddressOpensNoOther() {
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    ask(owner.email());
    ask(other.email());
    String mine = mails.link(owner.email(), 1);
    String theirs = mails.link(other.email(), 1);

    String mixed = theirs.substring(0, theirs.indexOf('.')) + mine.substring(mine.indexOf('.'));

    assertThat(set(mixed, NEW_PASSWORD).status()).isEqualTo(404);
    assertThat(set(mine.replace("/reset/", "/invitation/"), NEW_PASSWORD).status()).isEqualTo(404);
  }

  /** The links are made from the public address, whatever Host the asker sends. */
  @Test
  void theLinkLeadsToThePublicAddressAlone() {
    ask(owner.email());
    mails.link(owner.email(), 1);

    assertThat(mails.to(owner.email()).getFirst())
        .contains("https://api.example.com/dashboard/reset/lnk_")
        .doesNotContain("127.0.0.1:" + server.port());
  }
}
