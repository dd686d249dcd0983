package com.remitflex.web.dashboard.forms;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What another site can have a browser send changes nothing. */
class CrossSiteTest {
  private static final String SECURITY = "/dashboard/sandbox/settings/security";
  private static final String RENAME = SECURITY + "/name";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private PageClient browser;

  @BeforeEach
  void signIn() {
    TestPerson owner = server.newPerson(server.newAccount(), "owner");
    browser = server.browser().signIn(owner);
    browser.get(SECURITY);
  }

  private HttpRequest.Builder rename(String token) {
    return browser.form(RENAME, Map.of("name", "Mallory", "csrf", token));
  }

  private void assertNothingChanged() {
    assertThat(browser.get(SECURITY).text()).doesNotContain("Mallory");
  }

  @Test
  void ourOwnFormIsAccepted() {
    Answer answer = browser.send(rename(browser.csrf()).header("Sec-Fetch-Site", "same-origin"));

    assertThat(answer.location()).isEqualTo(SECURITY);
    assertThat(browser.get(SECURITY).text()).contains("Mallory", "Name changed.");
    assertThat(browser.get(SECURITY).text()).doesNotContain("Name changed.");
  }

  @Test
  void theTokenIsAcceptedInTheHeader() {
    HttpRequest.Builder request =
        browser.form(RENAME, Map.of("name", "Mallory")).header("X-CSRF-Token", browser.csrf());

    assertThat(browser.send(request).location()).isEqualTo(SECURITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "é"})
  void aFormWithoutTheRightTokenIsRejected(String token) {
    assertThat(browser.send(rename(token)).status()).isEqualTo(403);
    assertNothingChanged();
  }

  @Test
  void theTokenOfAnotherBrowserIsRejected() {
    TestPerson mallory = server.newPerson(server.newAccount(), "owner");
    PageClient other = server.browser().signIn(mallory);
    other.get(SECURITY);

    assertThat(browser.send(rename(other.csrf())).status()).isEqualTo(403);
    assertNothingChanged();
  }

  @Test
  void theTokenFromBeforeSignInIsRejected() {
    PageClient fresh = server.browser();
    fresh.get("/dashboard/sign-in");
    String before = fresh.csrf();
    TestPerson person = server.newPerson(server.newAccount(), "owner");
    fresh.signIn(person);

    HttpRequest.Builder request = fresh.form(RENAME, Map.of("name", "Mallory", "csrf", before));

    assertThat(fresh.send(request).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({
    "Origin, https://evil.example",
    "Origin, null",
    "Origin, https://api.example.com.evil.example",
    "Origin, http://api.example.com:81",
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Sec-Fetch-Site, none"
  })
  void aFormOfAnotherSiteIsRejectedWhateverItsToken(String name, String value) {
    assertThat(browser.send(rename(browser.csrf()).header(name, value)).status()).isEqualTo(403);
    assertNothingChanged();
  }

  @Test
  void theRequestedHostIsOurOrigin() {
    String here = "http://127.0.0.1:" + server.port();

    assertThat(browser.send(rename(browser.csrf()).header("Origin", here)).location())
        .isEqualTo(SECURITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://api.example.com", "HTTPS://API.EXAMPLE.COM"})
  void thePublicAddressIsOurOrigin(String origin) {
    assertThat(browser.send(rename(browser.csrf()).header("Origin", origin)).location())
        .isEqualTo(SECURITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/json", "multipart/form-data; boundary=x"})
  void onlyFormsAreAccepted(String type) {
    HttpRequest.Builder request =
        browser
            .request(RENAME)
            .header("Content-Type", type)
            .header("X-CSRF-Token", browser.csrf())
            .POST(BodyPublishers.ofString("name=Mallory&csrf=" + browser.csrf()));

    assertThat(browser.send(request).status()).isEqualTo(415);
    assertNothingChanged();
  }

  @Test
  void nobodyIsSignedInByAnotherSite() {
    TestPerson mallory = server.newPerson(server.newAccount(), "owner");
    PageClient victim = server.browser();

    Answer answer =
        victim.send(
            victim.form(
                "/dashboard/sign-in",
                Map.of("email", mallory.email(), "password", mallory.password())));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(victim.cookies()).doesNotContainKey("__Host-rf_session");
  }
}
