package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What anyone may try is limited per network, before it costs anything; others are not held up. */
@Tag("slow")
class SignInLimitTest {
  private static final int LIMIT = 3;

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_TRUSTED_PROXIES",
              "127.0.0.1",
              "REMITFLEX_SIGN_INS_PER_MINUTE",
              Integer.toString(LIMIT)));

  private static int networks;

  private final String network = "198.51." + ++networks + ".9";
  private final TestPerson owner = server.newPerson(server.newAccount(), "owner");

  private static Answer post(
      PageClient browser, String ip, String path, Map<String, String> fields) {
    browser.get("/dashboard/sign-in");
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", browser.csrf());
    return browser.send(browser.form(path, all).header("X-Forwarded-For", ip));
  }

  private Answer signIn(PageClient browser, String ip) {
    return post(
        browser,
        ip,
        "/dashboard/sign-in",
        Map.of("email", owner.email(), "password", owner.password()));
  }

  /** Until the network has no attempt left: a minute may end in between. */
  private Answer exhaust(String path, Map<String, String> fields) {
    PageClient stranger = server.browser();
    Answer last = post(stranger, network, path, fields);
    for (int i = 0; i < 3 * LIMIT && last.status() != 429; i++) {
      last = post(stranger, network, path, fields);
    }
    return last;
  }

  private static long attempts() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT coalesce(sum(failures), 0) FROM failed_attempt")
                .mapTo(Long.class)
                .one());
  }

  @ParameterizedTest
  @CsvSource({
    "/dashboard/sign-in, email, nobody@example.com",
    "/dashboard/sign-in/passkey, credential, {}",
    "/dashboard/forgot, email, nobody@example.com",
    "/dashboard/reset/lnk_00000000000000000000000000.AAAA, password, correct horse battery staple",
    "/dashboard/invitation/lnk_00000000000000000000000000.AAAA, name, Mallory"
  })
  void whatAnyoneMayTryIsRejectedBeyondTheLimitOfTheNetwork(
      String path, String field, String value) {
    Answer rejected = exhaust(path, Map.of(field, value));

    assertThat(rejected.status()).isEqualTo(429);
    assertThat(Integer.parseInt(rejected.header("Retry-After").orElseThrow())).isBetween(1, 60);
    assertThat(rejected.text()).contains("Too many attempts", "from this network");
  }

  @Test
  void whatIsRejectedIsNeitherCountedInTheDatabaseNorHashed() {
    Map<String, String> wrong = Map.of("email", "x" + owner.email(), "password", "guess");
    exhaust("/dashboard/sign-in", wrong);
    long before = attempts();

    Answer rejected = exhaust("/dashboard/sign-in", wrong);

    assertThat(rejected.status()).isEqualTo(429);
    assertThat(attempts()).isBetween(before, before + LIMIT);
  }

  @Test
  void anotherNetworkAndAKnownBrowserStillGetIn() {
    PageClient known = server.browser();
    assertThat(signIn(known, "203.0.113.7").status()).isEqualTo(303);
    known.cookies().remove("__Host-rf_session");
    exhaust("/dashboard/sign-in", Map.of("email", "nobody@example.com", "password", "guess"));

    assertThat(signIn(known, network).status()).isEqualTo(303);
    assertThat(signIn(server.browser(), "192.0.2.7").status()).isEqualTo(303);
  }

  @Test
  void aMadeUpCookieOrThatOfSomeoneElseIsNoKnownBrowser() {
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    PageClient theirs = server.browser();
    post(
        theirs,
        "203.0.113.99",
        "/dashboard/sign-in",
        Map.of("email", other.email(), "password", other.password()));
    theirs.cookies().remove("__Host-rf_session");
    PageClient madeUp = server.browser();
    madeUp.cookies().put("__Host-rf_device", "A".repeat(43));

    assertThat(statusBeyondTheLimit(theirs)).isEqualTo(429);
    assertThat(statusBeyondTheLimit(madeUp)).isEqualTo(429);
  }

  /** Of a guess after the network's attempts are used up; again where a minute ended in between. */
  private int statusBeyondTheLimit(PageClient browser) {
    int status = 0;
    for (int i = 0; i < 3 && status != 429; i++) {
      exhaust("/dashboard/sign-in", Map.of("email", "nobody@example.com", "password", "guess"));
      Map<String, String> guess = Map.of("email", owner.email(), "password", "a wrong guess");
      status = post(browser, network, "/dashboard/sign-in", guess).status();
    }
    return status;
  }
}
