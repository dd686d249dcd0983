package com.remitflex.web.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.MemberInvariants;
import com.remitflex.testing.Authenticator;
import com.remitflex.testing.BrowsableServer;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.SoftPasskey;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Operators change their own logins, and never lose the second factor by it. */
@Tag("slow")
class OperatorSecurityTest {
  private static final String SECURITY = "/operator/security";
  private static final String SIGN_IN = "/operator/sign-in";
  private static final String CODE = SIGN_IN + "/code";
  private static final String NEW_PASSWORD = "another harbour with tall ships";
  private static final Pattern KEY = Pattern.compile("<code>([A-Z2-7]{32})</code>");
  private static final Pattern RECOVERY = Pattern.compile("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}");
  private static final Pattern OPTIONS = Pattern.compile("data-options=\"([^\"]+)\"");

  @RegisterExtension static final TestServer server = BrowsableServer.with(Map.of());

  private final TestOperator.SignedIn signedIn = TestOperator.enrolled(server);
  private final TestOperator operator = signedIn.operator();
  private final PageClient browser = signedIn.browser();

  private Map<String, String> current() {
    return Map.of("current", operator.password());
  }

  private String audited() {
    List<String> actions =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery(
                        """
                        SELECT e.action FROM audit_entry e JOIN app_user u ON u.id = e.subject
                        WHERE u.email = :email AND e.account_id = 'platform'
                          AND e.actor = 'operator' ORDER BY e.seq
                        """)
                    .bind("email", operator.email())
                    .mapTo(String.class)
                    .list());
    return String.join(" ", actions);
  }

  /** The answer to the password alone; the browser has seen the form for the code. */
  private Answer half(PageClient by, String password) {
    by.get(SIGN_IN);
    Answer answer = by.post(SIGN_IN, Map.of("email", operator.email(), "password", password));
    by.get(CODE);
    return answer;
  }

  private static List<String> recoveryCodes(Answer page) {
    return RECOVERY.matcher(page.text()).results().map(MatchResult::group).toList();
  }

  private static String options(Answer page) {
    Matcher found = OPTIONS.matcher(page.text());
    assertThat(found.find()).as(page.text()).isTrue();
    return found.group(1).replace("&#34;", "\"").replace("&quot;", "\"").replace("&amp;", "&");
  }

  @Test
  void thePasswordIsChangedWithTheOldOneAndEndsOtherSessions() {
    PageClient elsewhere = operator.signIn(server, 0);
    browser.get(SECURITY);
    Map<String, String> fields = Map.of("old_password", "wrong", "password", NEW_PASSWORD);
    Answer wrong = browser.post(SECURITY + "/password", fields);
    assertThat(wrong.text()).contains("This is not your password.");
    assertThat(elsewhere.get("/operator").status()).isEqualTo(200);

    Answer changed =
        browser.post(
            SECURITY + "/password",
            Map.of("old_password", operator.password(), "password", NEW_PASSWORD));

    assertThat(changed.location()).isEqualTo(SECURITY);
    assertThat(browser.get(SECURITY).text()).contains("Password changed.");
    assertThat(elsewhere.get("/operator").location()).isEqualTo(SIGN_IN);
    assertThat(half(server.browser(), operator.password()).status()).isEqualTo(400);
    assertThat(half(server.browser(), NEW_PASSWORD).location()).isEqualTo(CODE);
    assertThat(audited()).endsWith("user.password_changed");
  }

  @Test
  void anotherAuthenticatorReplacesTheFirstWithItsRecoveryCodes() {
    Answer page = browser.get(SECURITY + "/authenticator");
    Matcher key = KEY.matcher(page.text());
    assertThat(key.find()).as(page.text()).isTrue();
    Authenticator app = new Authenticator(key.group(1));
    Answer done =
        browser.post(
            SECURITY + "/authenticator",
            Map.of("current", operator.password(), "code", app.code(0)));

    assertThat(recoveryCodes(done)).hasSize(10).doesNotContainAnyElementsOf(operator.recovery());
    PageClient again = server.browser();
    half(again, operator.password());
    for (String old : List.of(operator.app().code(1), operator.recovery().getLast())) {
      assertThat(again.post(CODE, Map.of("code", old)).status()).as(old).isEqualTo(400);
    }
    assertThat(again.post(CODE, Map.of("code", app.code(1))).location()).isEqualTo("/operator");
    assertThat(audited()).contains("user.second_factor_added");
    assertThat(server.database().with(MemberInvariants::violations)).isEmpty();
  }

  @Test
  void theSecondFactorCannotBeRemoved() {
    assertThat(browser.get(SECURITY).text())
        .contains("Replace authenticator")
        .doesNotContain("Remove authenticator");

    Answer removed = browser.post(SECURITY + "/authenticator/remove", current());

    assertThat(removed.status()).isEqualTo(404);
    assertThat(half(server.browser(), operator.password()).location()).isEqualTo(CODE);
  }

  @Test
  void newRecoveryCodesReplaceTheOldOnes() {
    browser.get(SECURITY);
    List<String> codes = recoveryCodes(browser.post(SECURITY + "/recovery-codes", current()));

    assertThat(codes).hasSize(10);
    PageClient again = server.browser();
    half(again, operator.password());
    assertThat(again.post(CODE, Map.of("code", operator.recovery().getFirst())).status())
        .isEqualTo(400);
    assertThat(again.post(CODE, Map.of("code", codes.getFirst())).location())
        .isEqualTo("/operator");
    assertThat(again.get(SECURITY).text()).contains("9 unused recovery codes");
  }

  @Test
  void aPasskeySignsInToTheConsoleOnly() {
    SoftPasskey device = new SoftPasskey("http://localhost:" + server.port());
    browser.get(SECURITY);
    String create = options(browser.post(SECURITY + "/passkeys/new", current()));
    Answer added =
        browser.post(
            SECURITY + "/passkeys",
            Map.of("name", "Key ring", "credential", device.create(create)));
    assertThat(added.location()).isEqualTo(SECURITY);

    PageClient again = server.browser();
    String get = options(again.get(SIGN_IN));
    Answer in = again.post(SIGN_IN + "/passkey", Map.of("credential", device.get(get)));
    PageClient dashboard = server.browser();
    String there = options(dashboard.get("/dashboard/sign-in"));
    Answer rejected =
        dashboard.post("/dashboard/sign-in/passkey", Map.of("credential", device.get(there)));

    assertThat(in.location()).isEqualTo("/operator");
    assertThat(again.get(SECURITY).text()).contains("Key ring", "last used");
    assertThat(rejected.status()).isEqualTo(400);
    Matcher id = Pattern.compile("/passkeys/([^/\"]+)/remove").matcher(again.get(SECURITY).text());
    assertThat(id.find()).isTrue();
    again.post(SECURITY + "/passkeys/" + id.group(1) + "/remove", current());
    PageClient third = server.browser();
    String gone = options(third.get(SIGN_IN));
    assertThat(third.post(SIGN_IN + "/passkey", Map.of("credential", device.get(gone))).status())
        .isEqualTo(400);
    assertThat(audited()).contains("user.passkey_added", "user.passkey_removed");
  }

  @Test
  void sessionsAreListedAndEnded() {
    PageClient elsewhere = operator.signIn(server, 0);
    Answer page = browser.get(SECURITY);
    Matcher id = Pattern.compile("/sessions/([^/\"]+)/revoke").matcher(page.text());
    assertThat(page.text()).contains("This browser");
    assertThat(id.find()).isTrue();

    browser.post(SECURITY + "/sessions/" + id.group(1) + "/revoke", Map.of());
    assertThat(elsewhere.get("/operator").location()).isEqualTo(SIGN_IN);
    browser.get(SECURITY);
    Answer everywhere = browser.post(SECURITY + "/sign-out-everywhere", Map.of());

    assertThat(everywhere.location()).isEqualTo(SIGN_IN + "?notice=everywhere");
    assertThat(browser.get("/operator").location()).isEqualTo(SIGN_IN);
  }
}
