package com.remitflex.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An operator who was added by the command, and set up the login by the link. */
public record TestOperator(
    String email, String password, Authenticator app, List<String> recovery) {
  public static final String PASSWORD = "tall ships and a harbour";
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final Pattern LINK = Pattern.compile("(/operator/enrol/\\S+)");
  private static final Pattern KEY = Pattern.compile("<code>([A-Z2-7]{32})</code>");
  private static final Pattern RECOVERY = Pattern.compile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}");

  /** An operator, and the browser in which the operator is signed in. */
  public record SignedIn(TestOperator operator, PageClient browser) {}

  public static SignedIn enrolled(TestServer server) {
    String email = "operator" + NAMES.incrementAndGet() + "@example.com";
    return enrol(server, email, invited(server, email));
  }

  /** The path of the link of a new operator. */
  public static String invited(TestServer server, String email) {
    Ended added = server.run("operators", "add", email);
    assertThat(added.status()).as(added.err()).isZero();
    return link(added);
  }

  /** The path of the link that the command has printed. */
  public static String link(Ended added) {
    Matcher link = LINK.matcher(added.out());
    assertThat(link.find()).as(added.out() + added.err()).isTrue();
    return link.group(1);
  }

  /** The app into which the key of the link's page was typed. */
  public static Authenticator app(Answer page) {
    Matcher key = KEY.matcher(page.text());
    assertThat(key.find()).as(page.text()).isTrue();
    return new Authenticator(key.group(1));
  }

  public static SignedIn enrol(TestServer server, String email, String link) {
    PageClient browser = server.browser();
    Authenticator app = app(browser.get(link));
    Answer done = browser.post(link, fields(app));
    assertThat(done.status()).as(done.text()).isEqualTo(200);
    List<String> recovery =
        RECOVERY.matcher(done.text()).results().map(MatchResult::group).toList();
    return new SignedIn(new TestOperator(email, PASSWORD, app, recovery), browser);
  }

  /** What the form of the link sends. */
  public static Map<String, String> fields(Authenticator app) {
    return Map.of("password", PASSWORD, "code", app.code(0));
  }

  /** A browser whose password was right. */
  public PageClient half(TestServer server) {
    PageClient browser = server.browser();
    browser.get("/operator/sign-in");
    Answer answer = browser.post("/operator/sign-in", Map.of("email", email, "password", password));
    assertThat(answer.location()).as(answer.text()).isEqualTo("/operator/sign-in/code");
    return browser;
  }

  /** Signs in with a recovery code, because each code of the app works once. */
  public PageClient signIn(TestServer server, int recoveryCode) {
    PageClient browser = half(server);
    browser.get("/operator/sign-in/code");
    Answer answer =
        browser.post("/operator/sign-in/code", Map.of("code", recovery.get(recoveryCode)));
    assertThat(answer.location()).as(answer.text()).isEqualTo("/operator");
    return browser;
  }
}
