package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.testing.Authenticator;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An authenticator and its recovery codes, from the set-up to the sign-in. */
@Tag("slow")
class SecondFactorTest {
  private static final String SECURITY = "/dashboard/sandbox/settings/security";
  private static final String SET_UP = SECURITY + "/authenticator";
  private static final String CODE = "/dashboard/sign-in/code";
  private static final Pattern KEY = Pattern.compile("<code>([A-Z2-7]{32})</code>");
  private static final Pattern RECOVERY = Pattern.compile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}");

  private static final MailBox mails = new MailBox();

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Stream.of(mails.settings(), Map.of("REMITFLEX_TRUSTED_PROXIES", "127.0.0.1"))
              .flatMap(settings -> settings.entrySet().stream())
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));

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
        .contains("The code is wrong or was already used.");
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
    assertThat(first.get(SECURITY).text()).contains("8 unused recovery codes");
  }

  /** A code from a network of its own. */
  private static Answer code(PageClient browser, String code, int network) {
    HttpRequest.Builder form = browser.form(CODE, Map.of("code", code, "csrf", browser.csrf()));
    return browser.send(form.header("X-Forwarded-For", "198.51." + network + ".7"));
  }

  /** Enters as many wrong codes as end the sign-in, each from another network. */
  private Answer guessToTheEnd() {
    Answer last = code(half(), "000000", 0);
    for (int i = 1; i < 5; i++) {
      last = code(half(), "00000" + i, i);
    }
    return last;
  }

  private void waitIsOver() {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE failed_attempt SET blocked_until = now() WHERE user_id = ?", owner.id()));
  }

  private List<String> audited(String action) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT details::text FROM audit_entry WHERE subject = :user"
                        + " AND action = :action ORDER BY seq")
                .bind("user", owner.id())
                .bind("action", action)
                .mapTo(String.class)
                .list());
  }

  @Test
  void fewWrongCodesFromWhateverNetworksEndTheSignIn() {
    PageClient waiting = half();

    assertThat(guessToTheEnd().location()).isEqualTo("/dashboard/sign-in?notice=codes");

    assertThat(waiting.get(CODE).location()).startsWith("/dashboard/sign-in");
    assertThat(server.browser().trySignIn(owner.email(), owner.password()).text())
        .contains("Too many wrong codes were entered for this login. Wait ");
    assertThat(audited("user.sign_in_locked"))
        .singleElement()
        .asString()
        .contains("\"step\":\"code\"", "\"in_a_row\":5", "\"locked_seconds\":60");
    assertThat(mails.text(owner.email(), 1)).contains("5 wrong codes in a row");
  }

  @Test
  void eachWrongCodeAfterThatWaitsLongerAndARightOneEndsTheCount() {
    guessToTheEnd();
    waitIsOver();

    assertThat(code(half(), "111111", 9).location()).endsWith("?notice=codes");

    assertThat(audited("user.sign_in_locked").getLast()).contains("\"locked_seconds\":120");
    waitIsOver();
    assertThat(code(half(), app.code(1), 10).location()).isEqualTo("/dashboard");
    assertThat(code(half(), "111111", 11).status()).isEqualTo(400);
  }

  @Test
  void manyCodesAtTheSameTimeAreNoMoreThanOneAfterTheOther() {
    PageClient browser = half();
    IntStream.range(0, 40)
        .mapToObj(i ->
            CompletableFuture.runAsync(
                () -> code(browser.at(server.port()), "%06d".formatted(i), i),
                task -> Thread.ofVirtual().start(task)))
        .toList()
        .forEach(CompletableFuture::join);

    long decided =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery("SELECT sum(wrong) FROM failed_attempt WHERE user_id = :user")
                    .bind("user", owner.id())
                    .mapTo(Long.class)
                    .one());
    assertThat(decided).isBetween(1L, 5L);
  }

  @Test
  void whoDoesNotKnowThePasswordCannotEndASignIn() {
    PageClient waiting = half();
    PageClient stranger = server.browser();
    for (int i = 0; i < 8; i++) {
      stranger.get("/dashboard/sign-in");
      HttpRequest.Builder form =
          stranger.form(
              "/dashboard/sign-in",
              Map.of("email", owner.email(), "password", "guess " + i, "csrf", stranger.csrf()));
      stranger.send(form.header("X-Forwarded-For", "203.0.113." + i));
      stranger.post(CODE, Map.of("code", "000000"));
    }

    assertThat(code(waiting, app.code(1), 1).location()).isEqualTo("/dashboard");
  }

  @Test
  void aNewPasswordByALinkLiftsTheWaitButNotTheCount() {
    guessToTheEnd();
    PageClient browser = server.browser();
    browser.get("/dashboard/forgot");
    browser.post("/dashboard/forgot", Map.of("email", owner.email()));
    String password = "correct horse battery staple";
    String link = mails.link(owner.email(), 2);
    browser.get(link);
    browser.post(link, Map.of("password", password));

    assertThat(browser.trySignIn(owner.email(), password).location()).isEqualTo(CODE);
    browser.get(CODE);
    assertThat(code(browser, "222222", 1).location()).endsWith("?notice=codes");
  }

  @Test
  void wrongPasswordsUnderSettingsEndTheSession() {
    PageClient other = half();
    other.post(CODE, Map.of("code", recovery.get(1)));
    first.get(SECURITY);
    for (int i = 0; i < 4; i++) {
      assertThat(first.post(SECURITY + "/recovery-codes", Map.of("current", "guess")).status())
          .isEqualTo(400);
    }

    Answer fifth = first.post(SET_UP + "/remove", Map.of("current", "guess"));

    assertThat(fifth.location()).isEqualTo("/dashboard/sign-in?notice=ended");
    assertThat(first.get(SECURITY).location()).startsWith("/dashboard/sign-in");
    assertThat(other.get(SECURITY).status()).as("a session that guessed nothing").isEqualTo(200);
    assertThat(audited("user.sign_in_locked").getLast())
        .contains("\"step\":\"reauthentication\"", "\"in_a_row\":5");
    assertThat(mails.text(owner.email(), 1)).contains("5 wrong passwords in a row");
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
