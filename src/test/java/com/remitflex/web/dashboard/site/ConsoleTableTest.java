package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestOperator;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import com.remitflex.web.dashboard.forms.Site;
import com.remitflex.web.dashboard.site.Pages.Door;
import com.remitflex.web.dashboard.site.Pages.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every page of the operator console, by everyone who must not see it, and by an operator. */
@Tag("slow")
class ConsoleTableTest {
  private static final String SESSION = "rf_session";
  private static final String CONSOLE_SESSION = "rf_operator";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static TestOperator operator;

  /** Signed in as the operator. */
  private static PageClient console;

  @BeforeAll
  static void enrol() {
    TestOperator.SignedIn enrolled = TestOperator.enrolled(server);
    operator = enrolled.operator();
    console = enrolled.browser();
  }

  private static List<Row> rows(Door door) {
    List<Row> rows =
        server.dashboard().pages().rows().stream().filter(row -> row.door() == door).toList();
    assertThat(rows).isNotEmpty();
    return rows;
  }

  private static Answer send(PageClient browser, Row row) {
    String path = path(row);
    return row.method().equals("GET") ? browser.get(path) : browser.post(path, Map.of());
  }

  private static String path(Row row) {
    return row.template()
        .replace("{environment}", "sandbox")
        .replaceAll("\\{[a-z_]+}", "dep_00000000000000000000000000");
  }

  private static void assertAllSendTo(PageClient browser, String location) {
    for (Row row : rows(Door.OPERATOR)) {
      Answer answer = send(browser, row);
      assertThat(answer.status()).as(row.toString()).isEqualTo(303);
      assertThat(answer.location()).as(row.toString()).startsWith(location);
    }
  }

  @Test
  void everyPageOfTheConsoleIsForOperatorsOrBeforeTheSignIn() {
    assertThat(
            server.dashboard().pages().rows().stream()
                .filter(row -> row.site() == Site.CONSOLE)
                .filter(row -> row.door() != Door.OPERATOR)
                .map(row -> row.method() + " " + row.template()))
        .containsExactlyInAnyOrder(
            "GET /operator/sign-in",
            "POST /operator/sign-in",
            "POST /operator/sign-in/passkey",
            "GET /operator/sign-in/code",
            "POST /operator/sign-in/code",
            "GET /operator/enrol/{token}",
            "POST /operator/enrol/{token}");
  }

  @Test
  void aVisitorIsSentToTheSignInPage() {
    assertAllSendTo(server.browser(), "/operator/sign-in");
  }

  @Test
  void thePasswordAloneShowsNothing() {
    assertAllSendTo(operator.half(server), "/operator/sign-in/code");
  }

  @Test
  void aSessionOfTheDashboardIsNoneHereWhateverItsCookieIsCalled() {
    TestPerson owner = server.newPerson(server.newAccount(), "owner");
    PageClient member = server.browser().signIn(owner);
    assertAllSendTo(member, "/operator/sign-in");

    PageClient renamed = server.browser();
    renamed.cookies().put(CONSOLE_SESSION, member.cookies().get(SESSION));
    assertAllSendTo(renamed, "/operator/sign-in");
  }

  @Test
  void aSessionOfTheConsoleIsNoneInTheDashboardWhateverItsCookieIsCalled() {
    PageClient renamed = server.browser();
    renamed.cookies().put(SESSION, console.cookies().get(CONSOLE_SESSION));
    for (PageClient browser : List.of(console.at(server.port()), renamed)) {
      for (Door door : List.of(Door.MEMBER, Door.SIGNED_IN)) {
        for (Row row : rows(door)) {
          Answer answer = send(browser, row);
          assertThat(answer.status()).as(row.toString()).isEqualTo(303);
          assertThat(answer.location()).startsWith("/dashboard/sign-in");
        }
      }
    }
  }

  @Test
  void anOperatorSeesEveryPageWithTheSecurityHeaders() {
    for (Row row : rows(Door.OPERATOR)) {
      if (row.method().equals("GET")) {
        Answer answer = console.get(path(row));

        // The ID in its address is that of nothing.
        boolean isOfOne = row.template().contains("{");
        assertThat(answer.status()).as(row.toString()).isEqualTo(isOfOne ? 404 : 200);
        assertThat(answer.text())
            .containsPattern("<body class=\"(plain )?console\"")
            .doesNotContain(" style=")
            .doesNotContainPattern("<script>");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.header("X-Frame-Options")).contains("DENY");
        assertThat(answer.header("Content-Security-Policy").orElseThrow())
            .contains("default-src 'none'", "frame-ancestors 'none'")
            .doesNotContain("unsafe");
      }
    }
  }

  @Test
  void aFormOfAnotherSiteIsRejected() {
    for (Row row : rows(Door.OPERATOR)) {
      if (row.method().equals("POST")) {
        String token = console.csrfOf("/operator/rails");
        Answer foreign =
            console.send(
                console
                    .form(path(row), Map.of("csrf", token))
                    .header("Origin", "https://evil.example"));
        Answer without = console.send(console.form(path(row), Map.of()));

        assertThat(foreign.status()).as(row.toString()).isEqualTo(403);
        assertThat(without.status()).as(row.toString()).isEqualTo(403);
      }
    }
  }

  /** The form of a member's page, sent to the console with the cookies of both. */
  @Test
  void aTokenOfTheDashboardIsNotOneOfTheConsole() {
    PageClient both = server.browser().signIn(server.newPerson(server.newAccount(), "owner"));
    both.cookies().putAll(console.cookies());
    String token = both.csrfOf("/dashboard/sandbox/settings/security");

    Answer answer =
        both.post("/operator/rails/pause", Map.of("csrf", token, "rail", "sandbox", "reason", "x"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(server.run("treasury", "status").out()).contains("Pauses: none.");
  }

  @Test
  void errorsLeadBackToTheConsole() {
    Answer missing = console.get("/operator/nothing/here");

    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.text()).contains("href=\"/operator\"", "operator console");
  }
}
