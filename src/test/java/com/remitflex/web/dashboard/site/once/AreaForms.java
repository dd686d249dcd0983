package com.remitflex.web.dashboard.site.once;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.MailBox;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of one area of pages, each on a page that a browser of this visitor has open. */
public abstract class AreaForms {
  public static final String ROOT = "/dashboard/";
  public static final String CONSOLE = "/operator/";
  public static final String ACCOUNT = ROOT + "{environment}";
  public static final String TEAM = ACCOUNT + "/settings/team";
  public static final String SECURITY = ACCOUNT + "/settings/security";
  public static final String OPERATOR_SECURITY = CONSOLE + "security";
  public static final String KEYS = ACCOUNT + "/settings/api-keys";
  public static final String ENDPOINTS = ACCOUNT + "/webhooks/endpoints";
  public static final String PASSWORD = "correct horse battery staple";

  final TestServer server;
  final MailBox mails;
  final String account;
  final TestPerson owner;

  AreaForms(Visitor visitor) {
    this.server = visitor.server();
    this.mails = visitor.mails();
    this.account = visitor.account();
    this.owner = visitor.owner();
  }

  /** Adds one form of each row of this area that may act once, by the row's template. */
  abstract void addTo(Map<String, Supplier<Sending>> forms);

  /** Invites someone; answers the path of the link. */
  final String invite(String email) {
    Sending sending = of(TEAM, TEAM + "/invitations", Map.of("email", email, "role", "viewer"));
    Matcher link =
        Pattern.compile("https?://[^/\\s\"]+(/dashboard/invitation/[A-Za-z0-9_.-]+)")
            .matcher(sending.send().text());
    assertThat(link.find()).isTrue();
    return link.group(1);
  }

  /** Ends another session of the person who is signed in. */
  static Sending revocation(PageClient browser, String security) {
    Matcher id =
        Pattern.compile("/sessions/([^/\"]+)/revoke").matcher(browser.get(security).text());
    assertThat(id.find()).isTrue();
    return new Sending(browser, security + "/sessions/" + id.group(1) + "/revoke", Map.of());
  }

  final Sending of(TestPerson person, String page, String path, Map<String, String> fields) {
    PageClient browser = server.browser().signIn(person);
    browser.get(at(page));
    return new Sending(browser, at(path), fields);
  }

  final Sending of(String page, String path, Map<String, String> fields) {
    return of(owner, page, path, fields);
  }

  final ApiClient api() {
    return server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());
  }

  static String at(String template) {
    return template.replace("{environment}", "sandbox");
  }

  static Map<String, String> current(TestPerson person) {
    return Map.of("current", person.password());
  }

  final Sending ofOperator(String page, String path, Map<String, String> fields) {
    PageClient browser = TestOperator.enrolled(server).browser();
    browser.get(CONSOLE + page);
    return new Sending(browser, CONSOLE + path, fields);
  }

  /** A deposit of the sandbox that is held. */
  final String heldDeposit() {
    return api()
        .post(
            "/v1/sandbox/deposits",
            "{\"amount\": 5.03, \"currency\": \"USDC\", \"network\": \"base\"}")
        .json()
        .path("id")
        .asText();
  }
}
