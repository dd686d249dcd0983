package com.remitflex.web.dashboard.forms;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.TestServer;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A secret that a form has made is shown again for some minutes, to that form alone. */
class FormSecretsTest {
  private static final String KEYS = "/dashboard/sandbox/settings/api-keys";
  private static final Pattern SECRET = Pattern.compile("<output id=\"secret\">([^<]+)</output>");
  private static final Pattern LINK =
      Pattern.compile("https://\\S+/dashboard/invitation/[A-Za-z0-9_.-]+");
  private static final Pattern KEY = Pattern.compile("/api-keys/(key_[0-9A-Z]{26})");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));

  private static String secret(Answer page) {
    Matcher found = SECRET.matcher(page.text());
    assertThat(found.find()).as(page.text()).isTrue();
    return found.group(1);
  }

  private static String key(Answer page) {
    Matcher found = KEY.matcher(page.text());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** A form that was sent, and can be sent again. */
  private record Form(PageClient browser, String path, Map<String, String> fields) {
    Answer send() {
      return browser.post(path, fields);
    }
  }

  private Form form(String page, String path, Map<String, String> fields) {
    browser.get(page);
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", browser.csrf());
    return new Form(browser, path, all);
  }

  private Form create() {
    return form(KEYS + "/new", KEYS, Map.of("name", "billing", "scope", "read"));
  }

  private static long rows(String table) {
    return server
        .database()
        .with(
            handle -> handle.createQuery("SELECT count(*) FROM " + table).mapTo(Long.class).one());
  }

  @Test
  void theRepetitionShowsTheSecretThatWorks() {
    Form form = create();

    String secret = secret(form.send());
    String again = secret(form.send());

    assertThat(again).isEqualTo(secret);
    assertThat(server.client(secret).get("/v1/balances").status()).isEqualTo(200);
    MintedSecrets.key(secret);
  }

  @Test
  void theTablesAndEveryGetRevealNothing() {
    Form form = create();
    Answer page = form.send();
    String secret = secret(page);
    String key = key(page);

    for (String table : new String[] {"shown_secret", "form_submission", "idempotency", "event"}) {
      String all =
          server
              .database()
              .with(handle ->
                  handle
                      .createQuery(
                          "SELECT coalesce(string_agg(t::text, ' '), '') FROM " + table + " t")
                      .mapTo(String.class)
                      .one());
      assertThat(all).as(table).doesNotContain(secret, form.fields().get("csrf"));
    }
    assertThat(browser.get(KEYS).text()).doesNotContain(secret);
    assertThat(browser.get(KEYS + "/" + key).text()).doesNotContain(secret);
    HttpRequest.Builder get = browser.request(KEYS + "?csrf=" + form.fields().get("csrf")).GET();
    assertThat(browser.send(get).text()).doesNotContain(secret);
  }

  @Test
  void onlyTheSameSessionGetsTheResponseAgain() {
    Form form = create();
    form.send();
    PageClient stranger = server.browser().signIn(server.newPerson(account, "owner"));

    assertThat(stranger.post(form.path(), form.fields()).status()).isEqualTo(403);
  }

  @Test
  void theSecretIsDeletedOnceTheUserHasStoredIt() {
    Form form = create();
    Answer page = form.send();
    String key = key(page);

    assertThat(browser.post(KEYS + "/" + key + "/stored", Map.of()).location())
        .isEqualTo(KEYS + "/" + key);

    assertIsGone(form, secret(page));
  }

  @Test
  void aRollDeletesThePreviousSecret() {
    Form form = create();
    Answer page = form.send();
    String path = KEYS + "/" + key(page) + "/roll";
    Form roll = form(path, path, Map.of("grace_seconds", "3600"));

    String renewed = secret(roll.send());

    assertThat(secret(roll.send())).isEqualTo(renewed);
    assertIsGone(form, secret(page));
  }

  @Test
  void aRevocationDeletesTheSecret() {
    Form form = create();
    Answer page = form.send();
    String key = key(page);
    assertThat(server.keys().revoke(key).orElseThrow().key().isRevoked()).isTrue();

    assertIsGone(form, secret(page));
  }

  @Test
  void aRevokedInvitationIsNoLongerShown() {
    String team = "/dashboard/sandbox/settings/team";
    Form form =
        form(team, team + "/invitations", Map.of("email", "new@example.com", "role", "viewer"));
    String link = link(form.send());
    assertThat(link(form.send())).isEqualTo(link);

    String id = link.replaceAll(".*/(lnk_[0-9A-Z]{26})\\..*", "$1");
    browser.get(team);
    Answer revoked = browser.post(team + "/invitations/" + id + "/take-back", Map.of());
    assertThat(revoked.status()).isEqualTo(303);

    Answer again = form.send();
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).contains("Already submitted").doesNotContain(link);
  }

  private static String link(Answer page) {
    Matcher found = LINK.matcher(page.text());
    assertThat(found.find()).as(page.text()).isTrue();
    return found.group();
  }

  private void assertIsGone(Form form, String secret) {
    Answer again = form.send();
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text()).contains("can no longer be shown").doesNotContain(secret);
  }

  @Test
  void aRejectedFormCanBeSubmittedAgain() {
    Form wrong = form(KEYS + "/new", KEYS, Map.of("name", "", "scope", "read"));
    assertThat(wrong.send().status()).isEqualTo(400);
    long before = rows("api_key");
    Map<String, String> corrected = new HashMap<>(wrong.fields());
    corrected.put("name", "corrected");

    assertThat(new Form(browser, KEYS, corrected).send().status()).isEqualTo(200);

    assertThat(rows("api_key")).isEqualTo(before + 1);
  }

  @Test
  void aChangedFormWithTheSameTokenHasNoEffect() {
    Form form = create();
    form.send();
    long before = rows("api_key");
    Map<String, String> changed = new HashMap<>(form.fields());
    changed.put("name", "another");

    Answer answer = new Form(browser, KEYS, changed).send();

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text()).contains("Already submitted", "View the result");
    assertThat(rows("api_key")).isEqualTo(before);
  }

  @Test
  void expiredSubmissionsAreDeleted() {
    create().send();
    server
        .database()
        .use(handle -> {
          handle.execute(
              "UPDATE form_submission SET done_at = done_at - interval '1 day',"
                  + " sent_at = sent_at - interval '9 days', result = 'x'");
        });

    server.dashboard().submissions().deleteExpired();

    assertThat(rows("form_submission")).isZero();
  }
}
