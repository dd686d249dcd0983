package com.remitflex.web.dashboard.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign in and out, over HTTP. */
class SignInPagesTest {
  private static final String SECURITY = "/dashboard/sandbox/settings/security";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static TestPerson owner() {
    return server.newPerson(server.newAccount(), "owner");
  }

  @Test
  void whoHasNotSignedInIsSentToTheFormAndComesBack() {
    TestPerson owner = owner();
    PageClient browser = server.browser();

    String form = browser.get(SECURITY).location();

    assertThat(form)
        .isEqualTo("/dashboard/sign-in?next=%2Fdashboard%2Fsandbox%2Fsettings%2Fsecurity");
    assertThat(browser.get(form).text()).contains("value=\"" + SECURITY + "\"");
    PageClient.Answer signedIn =
        browser.post(
            "/dashboard/sign-in",
            Map.of("email", owner.email(), "password", owner.password(), "next", SECURITY));
    assertThat(signedIn.location()).isEqualTo(SECURITY);
    assertThat(browser.get(SECURITY).text()).contains(owner.email());
  }

  @Test
  void theAddressIsTakenInAnyCaseAndWithSpacesAround() {
    TestPerson owner = owner();

    assertThat(
            server
                .browser()
                .trySignIn(" " + owner.email().toUpperCase() + " ", owner.password())
                .status())
        .isEqualTo(303);
  }

  @Test
  void aWrongPasswordAndAnUnknownAddressGetTheSameAnswer() {
    TestPerson owner = owner();

    PageClient.Answer wrong = server.browser().trySignIn(owner.email(), "not the password");
    PageClient.Answer unknown = server.browser().trySignIn("x" + owner.email(), owner.password());

    assertThat(wrong.status()).isEqualTo(400);
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("The email address or the password is wrong.");
    assertThat(plain(unknown, "x" + owner.email())).isEqualTo(plain(wrong, owner.email()));
  }

  /** Without what differs by nature: the typed address, the form's token, the challenge. */
  private static String plain(PageClient.Answer answer, String email) {
    return answer
        .text()
        .replace(email, "")
        .replaceAll("name=\"csrf\" value=\"[^\"]+\"", "")
        .replaceAll("data-options=\"[^\"]+\"", "");
  }

  @Test
  void signingInGivesAnotherSessionThanTheBrowserCameWith() {
    TestPerson owner = owner();
    PageClient attacker = server.browser();
    attacker.get("/dashboard/sign-in");
    PageClient victim = attacker.at(server.port()).signIn(owner);

    assertThat(victim.get(SECURITY).status()).isEqualTo(200);
    assertThat(attacker.get(SECURITY).location()).startsWith("/dashboard/sign-in");
  }

  @Test
  void aSessionThatAnAttackerHasPlantedIsNotTheOneAfterSigningIn() {
    TestPerson attacker = owner();
    TestPerson victim = owner();
    PageClient planted = server.browser().signIn(attacker);
    PageClient browser = planted.at(server.port());
    browser.get(SECURITY);
    browser.post("/dashboard/sign-out", Map.of());

    browser.signIn(victim);

    assertThat(planted.get(SECURITY).location()).startsWith("/dashboard/sign-in");
    assertThat(browser.get(SECURITY).text()).contains(victim.email());
  }

  @Test
  void signingInAgainEndsTheSessionThatWasThere() {
    TestPerson owner = owner();
    PageClient browser = server.browser().signIn(owner);
    browser.get(SECURITY);
    PageClient copy = browser.at(server.port());

    browser.post(
        "/dashboard/sign-in", Map.of("email", owner.email(), "password", owner.password()));

    assertThat(browser.get(SECURITY).status()).isEqualTo(200);
    assertThat(copy.get(SECURITY).location()).startsWith("/dashboard/sign-in");
  }

  @Test
  void afterSigningOutTheOldCookieIsRefused() {
    PageClient browser = server.browser().signIn(owner());
    browser.get(SECURITY);
    PageClient copy = browser.at(server.port());

    assertThat(browser.post("/dashboard/sign-out", Map.of()).location())
        .isEqualTo("/dashboard/sign-in?notice=signed-out");

    assertThat(copy.get(SECURITY).location()).startsWith("/dashboard/sign-in");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/dashboard/../../evil",
        "/dashboard//evil.example",
        "javascript:alert(1)",
        "/dashboard/x\r\nSet-Cookie: a=b"
      })
  void noOneIsSentAwayAfterSigningIn(String next) {
    TestPerson owner = owner();
    PageClient browser = server.browser();
    browser.get("/dashboard/sign-in");

    PageClient.Answer answer =
        browser.post(
            "/dashboard/sign-in",
            Map.of("email", owner.email(), "password", owner.password(), "next", next));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.location()).isEqualTo("/dashboard");
  }

  @Test
  void cookiesAreOutOfReachOfScriptsAndOfOtherHosts() {
    TestPerson owner = owner();
    PageClient browser = server.browser();
    browser.get("/dashboard/sign-in");

    PageClient.Answer answer =
        browser.post(
            "/dashboard/sign-in", Map.of("email", owner.email(), "password", owner.password()));

    assertThat(answer.response().headers().allValues("set-cookie"))
        .hasSize(3)
        .allMatch(line -> line.startsWith("__Host-"))
        .allMatch(line -> line.contains("; Path=/;"))
        .allMatch(line -> line.contains("; HttpOnly; SameSite=Lax; Secure"));
  }
}
