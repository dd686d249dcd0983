package com.remitflex.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.people.TestPeople;
import com.remitflex.testing.Authenticator;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An authenticator and its recovery codes, from the set-up to the sign-in. */
class SecondFactorTest {
  private static final String SECURITY = "/dashboard/sandbox/settings/security";
  private static final String SET_UP = SECURITY + "/authenticator";
  private static final String CODE = "/dashboard/sign-in/code";
  private static final Pattern KEY = Pattern.compile("<code>([A-Z2-7]{32})</code>");
  private static final Pattern RECOVERY = Pattern.compile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final TestPerson owner = server.newPerson(server.newAccount(), "owner");
  private final PageClient first = server.browser().signIn(owner);
  private Authenticator app;
  private String usedCode;
  private List<String> recovery;

  @BeforeEach
  void setUp() {
    Answer page = first.get(SET_UP);
    Matcher key = KEY.matcher(page.text());
    assertThat(key.find()).isTrue();
    assertThat(page.text()).contains("<svg", "<path d=\"M");
    app = new Authenticator(key.group(1));
    usedCode = app.code(0);
    Answer done = first.post(SET_UP, Map.of("code", usedCode, "current", owner.password()));
    assertThat(done.status()).isEqualTo(200);
    recovery = RECOVERY.matcher(done.text()).results().map(MatchResult::group).toList();
  }

  /** A browser whose password was right. */
  private PageClient half() {
    PageClient browser = server.browser();
    assertThat(browser.trySignIn(owner.email(), owner.password()).location()).isEqualTo(CODE);
    browser.get(CODE);
    return browser;
  }

  @Test
  void thePasswordAloneLeadsToTheSecondStepAndNowhereElse() {
    PageClient browser = half();

    assertThat(browser.get(SECURITY).location()).isEqualTo(CODE);
    assertThat(browser.post("/dashboard/sign-out", Map.of()).location()).isEqualTo(CODE);
  }

  @Test
  void theCodeSignsInWithAnotherSession() {
    PageClient browser = half();
    PageClient copy = browser.at(server.port());

    assertThat(browser.post(CODE, Map.of("code", " " + app.code(1) + " ")).location())
        .isEqualTo("/dashboard");

    assertThat(browser.get(SECURITY).status()).isEqualTo(200);
    assertThat(copy.get(SECURITY).location()).startsWith("/dashboard/sign-in?");
  }

  @Test
  void aCodeIsTakenOnce() {
    assertThat(half().post(CODE, Map.of("code", usedCode)).status())
        .as("the code that confirmed the set-up")
        .isEqualTo(400);
    String next = app.code(1);
    assertThat(half().post(CODE, Map.of("code", next)).status()).isEqualTo(303);

    assertThat(half().post(CODE, Map.of("code", next)).text())
        .contains("The code is wrong, or it was used before.");
  }

  @Test
  void codesOfOtherTimesAreRefused() {
    for (int steps : List.of(-4, -3, 4, 5)) {
      assertThat(half().post(CODE, Map.of("code", app.code(steps))).status()).isEqualTo(400);
    }
  }

  @Test
  void aRecoveryCodeSignsInOnce() {
    assertThat(recovery).hasSize(10).doesNotHaveDuplicates();
    String code = recovery.getFirst();

    assertThat(half().post(CODE, Map.of("code", code.toLowerCase())).status()).isEqualTo(303);
    assertThat(half().post(CODE, Map.of("code", code)).status()).isEqualTo(400);
    assertThat(half().post(CODE, Map.of("code", recovery.getLast().replace("-", ""))).status())
        .isEqualTo(303);
    assertThat(first.get(SECURITY).text()).contains("8 recovery codes");
  }

  @Test
  void guessingCodesIsSlowedDown() {
    for (int i = 0; i < 5; i++) {
      half().post(CODE, Map.of("code", "00000" + i));
    }

    assertThat(half().post(CODE, Map.of("code", app.code(1))).text())
        .contains("Too many attempts.");
  }

  @Test
  void settingItUpEndsEveryOtherSessionAndGivesThisOneAnotherToken() {
    PageClient other = half();
    other.post(CODE, Map.of("code", recovery.get(2)));
    first.get(SECURITY);
    PageClient stolen = first.at(server.port());

    Answer renewed = first.post(SECURITY + "/recovery-codes", Map.of("current", owner.password()));

    assertThat(RECOVERY.matcher(renewed.text()).results().count()).isEqualTo(10);
    assertThat(other.get(SECURITY).location()).startsWith("/dashboard/sign-in?");
    assertThat(stolen.get(SECURITY).location()).startsWith("/dashboard/sign-in?");
    assertThat(first.get(SECURITY).status()).isEqualTo(200);
    assertThat(half().post(CODE, Map.of("code", recovery.get(5))).status()).isEqualTo(400);
  }

  @Test
  void nothingChangesWithoutThePassword() {
    first.get(SECURITY);

    for (String form : List.of("/authenticator/remove", "/recovery-codes")) {
      assertThat(first.post(SECURITY + form, Map.of("current", "not it")).text())
          .contains("This is not your password.");
    }
    assertThat(half().get(CODE).status()).isEqualTo(200);
  }

  @Test
  void onceRemovedNoCodeIsAskedFor() {
    first.get(SECURITY);
    first.post(SET_UP + "/remove", Map.of("current", owner.password()));

    assertThat(server.browser().trySignIn(owner.email(), owner.password()).location())
        .isEqualTo("/dashboard");
  }

  @Test
  void aSeedThatIsMovedToAnotherPersonsRowOpensNothing() {
    TestPerson other = server.newPerson(server.newAccount(), "owner");
    server
        .database()
        .use(handle -> TestPeople.setSeed(handle, other.id(), TestPeople.seed(handle, owner.id())));
    PageClient browser = server.browser();
    assertThat(browser.trySignIn(other.email(), other.password()).location()).isEqualTo(CODE);
    browser.get(CODE);

    assertThat(browser.post(CODE, Map.of("code", app.code(1))).status()).isEqualTo(500);
    assertThat(browser.get(SECURITY).location()).isEqualTo(CODE);
  }
}
