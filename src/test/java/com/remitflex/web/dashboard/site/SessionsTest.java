package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Where one is signed in, on two nodes with one database. */
class SessionsTest {
  private static final String SECURITY = "/dashboard/sandbox/settings/security";
  private static final Map<String, String> SETTINGS =
      Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create());

  @RegisterExtension static final TestServer here = TestServer.with(SETTINGS);
  @RegisterExtension static final TestServer there = TestServer.with(SETTINGS);

  private final TestPerson owner = here.newPerson(here.newAccount(), "owner");

  private static String sessionOf(PageClient lister, String userAgent) {
    return lister
        .get(SECURITY)
        .text()
        .replaceAll("(?s).*" + userAgent + ".*?sessions/(ses_[0-9A-Z]+)/revoke.*", "$1");
  }

  private PageClient signedIn(String userAgent) {
    PageClient browser = here.browser().signIn(owner);
    browser.send(browser.request(SECURITY).header("User-Agent", userAgent).GET());
    return browser;
  }

  private static void assertSignedOut(PageClient browser) {
    for (TestServer node : List.of(here, there)) {
      assertThat(browser.at(node.port()).get(SECURITY).location()).startsWith("/dashboard/sign-in");
    }
  }

  @Test
  void aSessionIsGoodOnEveryNodeAndAfterSigningOutOnNone() {
    PageClient browser = signedIn("one");
    PageClient copy = browser.at(there.port());
    assertThat(copy.get(SECURITY).status()).isEqualTo(200);

    browser.post("/dashboard/sign-out", Map.of());

    assertSignedOut(copy);
  }

  @Test
  void aSessionThatIsRevokedOnOneNodeIsRefusedOnTheOther() {
    PageClient lost = signedIn("Lost phone");
    here.database()
        .use(handle ->
            handle.execute(
                "UPDATE user_session SET user_agent = 'Lost phone' WHERE user_id = ?", owner.id()));
    PageClient browser = here.browser().signIn(owner);

    String id = sessionOf(browser, "Lost phone");
    assertThat(browser.post(SECURITY + "/sessions/" + id + "/revoke", Map.of()).location())
        .isEqualTo(SECURITY);

    assertSignedOut(lost);
    assertThat(browser.get(SECURITY).text()).doesNotContain("Lost phone");
  }

  @Test
  void signingOutEverywhereEndsEverySession() {
    PageClient one = signedIn("one");
    PageClient two = here.browser().signIn(owner);
    two.get(SECURITY);

    two.post(SECURITY + "/sign-out-everywhere", Map.of());

    assertSignedOut(one);
    assertSignedOut(two);
  }

  @Test
  void anotherPersonsSessionCannotBeRevoked() {
    PageClient browser = here.browser().signIn(owner);
    TestPerson other = here.newPerson(here.newAccount(), "owner");
    PageClient theirs = here.browser().signIn(other);
    String id =
        here.database()
            .with(handle ->
                handle
                    .createQuery("SELECT id FROM user_session WHERE user_id = :id")
                    .bind("id", other.id())
                    .mapTo(String.class)
                    .one());
    browser.get(SECURITY);

    assertThat(browser.post(SECURITY + "/sessions/" + id + "/revoke", Map.of()).status())
        .isEqualTo(404);
    assertThat(theirs.get(SECURITY).status()).isEqualTo(200);
  }

  @Test
  void changingThePasswordEndsEveryOtherSession() {
    PageClient other = signedIn("one");
    PageClient browser = here.browser().signIn(owner);
    browser.get(SECURITY);
    PageClient stolen = browser.at(here.port());

    browser.post(
        SECURITY + "/password",
        Map.of("old_password", owner.password(), "password", "correct horse battery staple"));

    assertThat(browser.get(SECURITY).text())
        .contains("Password changed. All other browsers were signed out.");
    assertSignedOut(other);
    assertSignedOut(stolen);
    assertThat(here.browser().trySignIn(owner.email(), owner.password()).status()).isEqualTo(400);
  }

  @Test
  void aSessionEndsWhenItIsNotUsedAndAfterAWeekInAnyCase() {
    for (String change :
        List.of(
            "last_seen_at = now() - interval '12 hours 1 second'",
            "expires_at = now() - interval '1 second'")) {
      PageClient browser = here.browser().signIn(owner);
      here.database()
          .use(handle ->
              handle.execute(
                  "UPDATE user_session SET " + change + " WHERE user_id = ?", owner.id()));

      assertSignedOut(browser);
      here.database()
          .use(handle -> handle.execute("DELETE FROM user_session WHERE user_id = ?", owner.id()));
    }
  }

  @Test
  void noTableHoldsAToken() {
    PageClient browser = here.browser().signIn(owner);

    for (String token : browser.cookies().values()) {
      long found =
          here.database()
              .with(handle ->
                  handle
                      .createQuery(
                          "SELECT (SELECT count(*) FROM user_session s WHERE s::text LIKE :like)"
                              + " + (SELECT count(*) FROM known_device d WHERE d::text LIKE :like)")
                      .bind("like", "%" + token + "%")
                      .mapTo(Long.class)
                      .one());
      assertThat(found).isZero();
    }
  }
}
