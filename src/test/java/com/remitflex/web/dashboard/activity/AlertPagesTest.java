package com.remitflex.web.dashboard.activity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import com.remitflex.web.dashboard.site.Labels;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of alerts, alert settings, simulated requests and the audit log. */
@Tag("slow")
class AlertPagesTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String SANDBOX = "/dashboard/sandbox";
  private static final String ALERTS = SANDBOX + "/alerts";
  private static final Pattern OLDER = Pattern.compile("href=\"(\\?[^\"]+)\">Older");

  private final String account = server.newAccount();
  private final TestPerson owner = server.newPerson(account, "owner");
  private final PageClient browser = server.browser().signIn(owner);
  private final ApiKey key = server.newKey(account, Environment.SANDBOX, Scope.WRITE).key();
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  private String keyPage() {
    return SANDBOX + "/settings/api-keys/" + key.id();
  }

  /** Uses a canary key; returns the ID of the alert. */
  private String alert() {
    JsonNode bait =
        admin
            .post("/v1/api-keys", "{\"name\": \"bait\", \"scope\": \"read\", \"canary\": true}")
            .json();
    server.client(MintedSecrets.key(bait.path("key").asText())).get("/v1/balances");
    Await.until("an alert", () -> !alerts().isEmpty());
    return alerts().path(0).path("id").asText();
  }

  private JsonNode alerts() {
    return admin.get("/v1/alerts").json().path("data");
  }

  private Answer send(PageClient by, String path, String form) {
    return by.send(
        by.request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form + "&csrf=" + by.csrf())));
  }

  @Test
  void anOpenAlertIsOnTheOverviewUntilItIsAcknowledged() {
    String id = alert();
    assertThat(browser.get(SANDBOX).text()).contains("Open alerts", "bait", "is a canary");
    assertThat(browser.get(ALERTS).text())
        .contains("bait", "IP address: 127.0.0.1", "Route: /v1/balances", "Acknowledge");

    Answer done = browser.post(ALERTS + "/" + id, Map.of());

    assertThat(done.status()).isEqualTo(303);
    assertThat(alerts().path(0).path("status").asText()).isEqualTo("acknowledged");
    assertThat(browser.get(SANDBOX).text()).doesNotContain("Open alerts");
    assertThat(browser.get(ALERTS + "?status=open").text()).contains("No matching alerts");
    assertThat(browser.get(ALERTS + "?status=acknowledged&kind=canary").text()).contains("bait");
  }

  @Test
  void otherEnvironmentsAndAccountsDoNotSeeAnAlert() {
    String id = alert();
    assertThat(browser.get("/dashboard/live/alerts").text()).contains("No alerts");
    assertThat(browser.post("/dashboard/live/alerts/" + id, Map.of()).status()).isEqualTo(404);
    PageClient stranger = server.browser().signIn(server.newPerson(server.newAccount(), "owner"));
    stranger.get(ALERTS);

    Answer theirs = stranger.post(ALERTS + "/" + id, Map.of());
    Answer none = stranger.post(ALERTS + "/alr_00000000000000000000000000", Map.of());

    assertThat(theirs.status()).isEqualTo(404);
    assertThat(none.status()).isEqualTo(404);
    assertThat(plain(theirs)).isEqualTo(plain(none));
    assertThat(alerts().path(0).path("status").asText()).isEqualTo("open");
  }

  private static String plain(Answer answer) {
    return answer.text().replaceAll("req_[0-9A-Z]{26}", "");
  }

  @Test
  void aViewerSeesAlertsAndCannotChangeThem() {
    String id = alert();
    PageClient viewer = server.browser().signIn(server.newPerson(account, "viewer"));

    assertThat(viewer.get(ALERTS).text()).contains("bait").doesNotContain("Acknowledge<");
    assertThat(viewer.post(ALERTS + "/" + id, Map.of()).status()).isEqualTo(403);
    assertThat(viewer.get(keyPage() + "/alerts").text()).doesNotContain(">Save<");
    assertThat(viewer.post(keyPage() + "/alerts", Map.of()).status()).isEqualTo(403);
    assertThat(viewer.post(SANDBOX + "/settings/account/alerts", Map.of()).status()).isEqualTo(403);
    assertThat(alerts().path(0).path("status").asText()).isEqualTo("open");
  }

  @Test
  void aWrongFilterIsNamed() {
    assertThat(browser.get(ALERTS + "?kind=thunder").text()).contains("role=\"alert\"", "kind");
    assertThat(browser.get(ALERTS + "?at=1.2").status()).isEqualTo(200);
  }

  @Test
  void uncheckedKindsAreMutedForTheKey() {
    browser.get(keyPage() + "/alerts");
    Answer done =
        send(
            browser,
            keyPage() + "/alerts",
            "kinds=spike&kinds=canary&kinds=silence&silence_days=9");

    assertThat(done.location()).isEqualTo(keyPage());
    JsonNode settings = admin.get("/v1/api-keys/" + key.id() + "/alerts").json();
    assertThat(settings.path("muted").toString()).isEqualTo("[\"new_network\",\"unknown_key\"]");
    assertThat(settings.path("silence_days").asInt()).isEqualTo(9);
    JsonNode entry = admin.get("/v1/audit-log?limit=1").json().path("data").path(0);
    assertThat(entry.path("action").asText()).isEqualTo("api_key.alerts_changed");
    assertThat(entry.at("/actor/id").asText()).isEqualTo(owner.id());

    Answer wrong = send(browser, keyPage() + "/alerts", "silence_days=many");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("silence_days\" type=\"text\" value=\"many\"");
    assertThat(admin.get("/v1/api-keys/" + key.id() + "/alerts").json()).isEqualTo(settings);
  }

  @Test
  void uncheckedKindsAreMutedForTheAccountInThisEnvironment() {
    browser.get(SANDBOX + "/settings/account");
    send(browser, SANDBOX + "/settings/account/alerts", "kinds=spike&silence_days=45");

    assertThat(admin.get("/v1/account").json().path("alerts").toString())
        .isEqualTo(
            "{\"muted\":[\"new_network\",\"silence\",\"unknown_key\"],\"silence_days\":45,"
                + "\"email\":false}");
    assertThat(browser.get("/dashboard/live/settings/account").text()).contains("value=\"30\"");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/payments, 203.0.113.9",
    "POST, /v1/api-keys, 203.0.113.9",
    "DELETE, /v1/balances, 203.0.113.9",
    "GET, /v1/nothing, ::1"
  })
  void aSimulatedRequestIsDecidedLikeInTheApi(String method, String path, String ip) {
    JsonNode verdict =
        admin
            .post(
                "/v1/api-keys/" + key.id() + "/simulate",
                "{\"method\": \"%s\", \"path\": \"%s\", \"ip\": \"%s\"}"
                    .formatted(method, path, ip))
            .json();

    String page =
        browser
            .get(keyPage() + "/simulate?method=" + method + "&path=" + path + "&ip=" + ip)
            .text();

    assertThat(page).contains(verdict.path("allowed").asBoolean() ? ">Allowed<" : ">Rejected<");
    assertThat(page).contains(verdict.at("/error/code").asText());
    for (JsonNode step : verdict.path("steps")) {
      assertThat(page).contains(Labels.label(step.path("check").asText()));
    }
    assertThat(admin.get("/v1/payments").json().at("/pagination/total").asLong()).isZero();
  }

  @Test
  void anInvalidAddressIsNamed() {
    Answer answer = browser.get(keyPage() + "/simulate?method=GET&path=/v1/balances&ip=999.1.1.1");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("Must be an IP address.");
  }

  @Test
  void thePagesOfTheAuditLogHaveEveryEntryOnce() {
    for (int i = 0; i < 60; i++) {
      admin.patch("/v1/api-keys/" + key.id() + "/alerts", "{\"silence_days\": " + (i + 1) + "}");
    }
    int changes = 0;
    int pages = 0;
    String next = "?action=api_key.alerts_changed";
    while (!next.isEmpty()) {
      String page = browser.get(SANDBOX + "/settings/audit-log" + next).text();
      changes += page.split("<code>api_key.alerts_changed</code>", -1).length - 1;
      pages++;
      Matcher older = OLDER.matcher(page);
      next = older.find() ? older.group(1).replace("&amp;", "&") : "";
    }

    assertThat(changes).isEqualTo(60);
    assertThat(pages).isEqualTo(3);
    assertThat(browser.get(SANDBOX + "/settings/audit-log?created_after=noon").text())
        .contains("role=\"alert\"");
  }

  @Test
  void theFirstStepsIncludeInvitations() {
    assertThat(steps()).contains("Invite your team");
    browser.get(SANDBOX + "/settings/team");
    browser.post(
        SANDBOX + "/settings/team/invitations",
        Map.of("email", "b" + owner.email(), "role", "viewer"));

    assertThat(steps()).doesNotContain("Invite your team");
  }

  /** The steps that are not done. */
  private List<String> steps() {
    List<String> steps = new ArrayList<>();
    Matcher open =
        Pattern.compile("○</span><a href=\"[^\"]+\">([^<]+)</a>")
            .matcher(browser.get(SANDBOX).text());
    while (open.find()) {
      steps.add(open.group(1));
    }
    return steps;
  }
}
