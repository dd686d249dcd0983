package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.TestPeople;
import com.remitflex.features.members.people.Role;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import com.remitflex.web.dashboard.site.Pages.Door;
import com.remitflex.web.dashboard.site.Pages.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page of the table, by every role, in both environments. */
@Tag("slow")
class PageTableTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static List<Row> rows(Door... doors) {
    List<Row> rows =
        server.dashboard().pages().rows().stream()
            .filter(row -> List.of(doors).contains(row.door()))
            .toList();
    assertThat(rows).isNotEmpty();
    return rows;
  }

  private static String path(Row row, Environment environment) {
    return row.template()
        .replace("{environment}", environment.word())
        .replaceAll("\\{[a-z_]+}", "usr_00000000000000000000000000");
  }

  private static Answer send(PageClient browser, Row row, String path) {
    return row.method().equals("GET") ? browser.get(path) : browser.post(path, Map.of());
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void aRoleCanUseExactlyThePagesItsPermissionsAllow(Role role) {
    TestPerson person = server.newPerson(server.newAccount(), role.word());
    PageClient browser = server.browser();
    List<String> wrong = new ArrayList<>();
    for (Row row : rows(Door.MEMBER)) {
      for (Environment environment : Environment.values()) {
        boolean may = role.may(row.permission().orElseThrow(), environment);
        if (row.method().equals("POST")) {
          browser = withFormToken(browser, person, environment);
        }

        Answer answer = send(browser, row, path(row, environment));

        // The form before may have ended the session.
        if (answer.location().startsWith("/dashboard/sign-in?next=")) {
          browser = server.browser().signIn(person);
          answer = send(browser, row, path(row, environment));
        }
        boolean admitted = answer.status() != 403 && answer.status() < 500;
        boolean signedOut = answer.location().equals("/dashboard/sign-in");
        if (may ? !admitted || signedOut : answer.status() != 403) {
          wrong.add(role + " " + row.method() + " " + row.template() + ": " + answer.status());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** The form before may have ended the session. */
  private static PageClient withFormToken(
      PageClient browser, TestPerson person, Environment environment) {
    String security = "/dashboard/" + environment.word() + "/settings/security";
    if (browser.get(security).status() == 200) {
      return browser;
    }
    PageClient signedIn = server.browser().signIn(person);
    assertThat(signedIn.get(security).status()).isEqualTo(200);
    return signedIn;
  }

  @Test
  void aVisitorIsSentToTheSignInPage() {
    PageClient browser = server.browser();
    for (Row row : rows(Door.MEMBER, Door.SIGNED_IN, Door.HALF_SIGNED_IN, Door.UNCONFIRMED)) {
      Answer answer = send(browser, row, path(row, Environment.LIVE));

      assertThat(answer.status()).as(row.toString()).isEqualTo(303);
      assertThat(answer.location()).startsWith(row.site().signIn());
    }
  }

  /**
   * Whatever the page, and whoever asks: the browser's history and the links of pages have none.
   */
  @Test
  void anApiKeyInAnAddressIsReplacedByItsMaskedForm() {
    String key = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
    PageClient signedIn = server.browser().signIn(server.newPerson(server.newAccount(), "owner"));
    for (Row row : server.dashboard().pages().rows()) {
      for (PageClient browser : List.of(server.browser(), signedIn)) {
        if (row.method().equals("GET")) {
          Answer answer =
              browser.get(path(row, Environment.SANDBOX) + "?q=x%20" + key + "&" + key + "=1");

          assertThat(answer.status()).as(row.toString()).isEqualTo(303);
          assertThat(answer.location())
              .startsWith(path(row, Environment.SANDBOX) + "?q=x+rf_test_0123")
              .doesNotContain(key);
        }
      }
    }
  }

  @Test
  void htmxLoadsTheWholeSignInPage() {
    PageClient browser = server.browser();

    Answer answer =
        browser.send(
            browser.request("/dashboard/live/settings/team").header("HX-Request", "true").GET());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("HX-Redirect").orElseThrow()).startsWith("/dashboard/sign-in?next=");
  }

  @Test
  void afterThePasswordOnlyTheCodePageIsShown() {
    TestPerson person = server.newPerson(server.newAccount(), "owner");
    PageClient browser = server.browser().signIn(person);
    server.database().use(handle -> TestPeople.backToSecondStep(handle, person.id()));
    for (Row row : rows(Door.MEMBER, Door.SIGNED_IN)) {
      assertThat(send(browser, row, path(row, Environment.LIVE)).location())
          .as(row.toString())
          .isEqualTo("/dashboard/sign-in/code");
    }
  }

  @Test
  void anUnconfirmedUserSeesOnlyTheConfirmationPage() {
    TestPerson person = server.newPerson(server.newAccount(), "owner");
    PageClient browser = server.browser().signIn(person);
    server.database().use(handle -> TestPeople.unconfirm(handle, person.id()));
    for (Row row : rows(Door.MEMBER, Door.SIGNED_IN)) {
      assertThat(send(browser, row, path(row, Environment.LIVE)).location())
          .as(row.toString())
          .isEqualTo("/dashboard/confirm-address");
    }
  }

  @Test
  void everyPageHasTheSecurityHeaders() {
    PageClient browser = server.browser().signIn(server.newPerson(server.newAccount(), "owner"));
    for (Row row : rows(Door.MEMBER, Door.ANYONE)) {
      Answer answer = browser.send(browser.request(path(row, Environment.LIVE)).GET());
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.header("Cache-Control")).contains("no-store");
      if (answer.header("Content-Type").orElseThrow().startsWith("text/html")) {
        assertSecurityHeaders(answer);
      }
    }
    assertSecurityHeaders(browser.get("/dashboard/nothing/here"));
  }

  private static void assertSecurityHeaders(Answer answer) {
    assertThat(answer.header("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
        .contains("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.header("X-Frame-Options")).contains("DENY");
    assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Referrer-Policy")).contains("same-origin");
    assertThat(answer.text()).doesNotContain(" style=").doesNotContainPattern("<script>");
  }

  @Test
  void anUnknownAddressGetsANotFoundPage() {
    PageClient browser = server.browser();

    Answer nothing = browser.get("/dashboard/moon/settings/team");
    Answer wrongMethod = browser.post("/dashboard/live/settings/team", Map.of());

    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.text()).contains("There is no page at this address.", "<html");
    assertThat(wrongMethod.status()).isEqualTo(405);
  }

  @Test
  void scriptsAreCompressedAndCachedPermanently() {
    PageClient browser = server.browser().signIn(server.newPerson(server.newAccount(), "owner"));
    String page = browser.get("/dashboard/live/settings/team").text();
    String script = page.replaceAll("(?s).*<script src=\"([^\"]+)\".*", "$1");

    Answer plain = browser.get(script);
    Answer zipped = browser.send(browser.request(script).header("Accept-Encoding", "gzip").GET());

    assertThat(script).matches("/dashboard/assets/htmx-[0-9a-f]{16}\\.js");
    assertThat(plain.header("Cache-Control")).contains("public, max-age=31536000, immutable");
    assertThat(plain.header("Content-Encoding")).isEmpty();
    assertThat(plain.text()).contains("htmx");
    assertThat(zipped.header("Content-Encoding")).contains("gzip");
    int sent = Integer.parseInt(zipped.header("Content-Length").orElseThrow());
    assertThat(sent + page.length()).isLessThan(150_000);
  }
}
