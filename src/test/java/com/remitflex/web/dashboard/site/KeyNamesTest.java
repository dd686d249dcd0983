package com.remitflex.web.dashboard.site;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of keys, accounts and people, through the API and the pages, old ones too. */
@Tag("slow")
class KeyNamesTest {
  private static final String KEYS = "/v1/api-keys";
  private static final String PAGES = "/dashboard/sandbox/settings/api-keys/";

  @RegisterExtension static final TestServer server = TestServer.standard();

  private String account;
  private ApiClient admin;
  private PageClient browser;

  @BeforeEach
  void signIn() {
    account = server.newAccount();
    admin = server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    browser = server.browser();
    browser.signIn(server.newPerson(account, "owner"));
  }

  private ApiClient.Answer create(String name) {
    ApiClient.Answer answer =
        admin.post(KEYS, "{\"name\": \"%s\", \"scope\": \"read\"}".formatted(name));
    if (answer.json().has("key")) {
      MintedSecrets.key(answer.json().path("key").asText());
    }
    return answer;
  }

  private String created(String name) {
    ApiClient.Answer answer = create(name);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  /** A key with a name that a release before the rule has stored. */
  private String old(String name) {
    String id = created("before");
    server
        .database()
        .use(handle -> handle.execute("UPDATE api_key SET name = ? WHERE id = ?", name, id));
    return id;
  }

  private String status(String id) {
    return admin.get(KEYS + "/" + id).json().path("status").asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "billing\\u200b",
        "\\u202egnillib",
        "\\u200b",
        "\\u3164",
        "a\\u2028b",
        "a\\ud800",
        "\\u2800",
        "a\\u0000b",
        "b\\u00adilling",
        "\\ufeffbilling",
        "billing\\n"
      })
  void aMisleadingNameIsRejectedForKeyAccountAndPerson(String name) {
    String live = server.newVerifiedAccount();
    ApiClient owner = server.client(server.newKey(live, Environment.LIVE, Scope.ADMIN).secret());

    assertRefused(create(name), 400, "VALIDATION_ERROR", "name");
    assertRefused(
        owner.patch("/v1/account", "{\"name\": \"%s\"}".formatted(name)),
        400,
        "VALIDATION_ERROR",
        "name");
  }

  @Test
  void theNameIsStoredInItsOneFormAndIsTakenInEveryOther() {
    ApiClient.Answer made = create("  Zu\\u0308rich\\u00a0 \\u2003prod ");

    assertThat(made.json().path("name").asText()).isEqualTo("Zürich prod");
    for (String same : new String[] {"Z\\u00fcrich prod", "Zu\\u0308rich prod", "Zürich  prod"}) {
      assertRefused(create(same), 400, "VALIDATION_ERROR", "name");
    }
    created("Zurich prod");
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "two  spaces,two spaces", "billing\u200B,billing", "\u202Egnillib,gnillib",
        "Zu\u0308rich,Zürich", "\u3164,(no visible name)", "a\u2028b,a b"
      })
  void anOldNameIsShownAsItLooksIsTakenAndIsRevokedByWhatThePageShows(String old, String shown) {
    String id = old(old);

    assertThat(admin.get(KEYS + "/" + id).json().path("name").asText()).isEqualTo(shown);
    assertRefused(create(shown), 400, "VALIDATION_ERROR", "name");
    assertThat(browser.get(PAGES + id + "/revoke").text())
        .contains("<b>" + shown + "</b>", "data-must-be=\"" + shown + "\"");
    assertThat(browser.post(PAGES + id + "/revoke", Map.of("name", shown + "x")).status())
        .isEqualTo(400);
    assertThat(status(id)).isEqualTo("active");

    browser.post(PAGES + id + "/revoke", Map.of("name", " " + shown.replace(" ", "  ") + " "));

    assertThat(status(id)).isEqualTo("revoked");
    created(shown);
  }

  @Test
  void aPersonsNameFollowsTheSameRule() {
    browser.get("/dashboard/sandbox/settings/security");
    assertThat(
            browser
                .post("/dashboard/sandbox/settings/security/name", Map.of("name", "An\u200Ba"))
                .status())
        .isEqualTo(400);
  }
}
