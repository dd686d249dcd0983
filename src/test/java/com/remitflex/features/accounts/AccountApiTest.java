package com.remitflex.features.accounts;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GET and PATCH /v1/account. */
class AccountApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String ACCOUNT = "/v1/account";
  private static final String IN_SPAIN =
      "{\"default_recipient\": {\"name\": \"%s\", \"account_number\":"
          + " \"ES9121000418450200051332\", \"bank_code\": \"CAIXESBBXXX\","
          + " \"bank_country\": \"ES\", \"currency\": \"EUR\"}}";

  private static final String SPAIN = IN_SPAIN.formatted("Somebody");

  private final String account = server.newVerifiedAccount();
  private final ApiClient sandbox = admin(Environment.SANDBOX);
  private final ApiClient live = admin(Environment.LIVE);

  private ApiClient admin(Environment environment) {
    return server.client(server.newKey(account, environment, Scope.ADMIN).secret());
  }

  @Nested
  class Changed200 {
    @Test
    void aLiveAdminKeyChangesNameAndContact() {
      ApiClient.Answer answer =
          live.patch(ACCOUNT, "{\"name\": \" Acme GmbH \", \"contact_email\": \"a@example.com\"}");

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      JsonNode seen = sandbox.get(ACCOUNT).json();
      assertThat(seen.path("name").asText()).isEqualTo("Acme GmbH");
      assertThat(seen.path("contact_email").asText()).isEqualTo("a@example.com");
      JsonNode cleared = live.patch(ACCOUNT, "{\"contact_email\": null}").json();
      assertThat(cleared.has("contact_email")).isFalse();
      assertThat(cleared.path("name").asText()).isEqualTo("Acme GmbH");
    }

    @Test
    void eachEnvironmentHasItsOwnDefaultRecipient() {
      live.patch(ACCOUNT, IN_SPAIN.formatted("Live Person"));
      sandbox.patch(ACCOUNT, IN_SPAIN.formatted("Test Person"));

      assertThat(live.get(ACCOUNT).json().at("/default_recipient/name").asText())
          .isEqualTo("Live Person");
      assertThat(sandbox.get(ACCOUNT).json().at("/default_recipient/name").asText())
          .isEqualTo("Test Person");
    }

    @Test
    void aPaymentGoesToTheNewDefaultRecipient() {
      sandbox.patch(ACCOUNT, IN_SPAIN.formatted("Test Person"));

      JsonNode payment =
          sandbox.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}").json();

      assertThat(payment.at("/recipient/name").asText()).isEqualTo("Test Person");
    }

    @Test
    void withoutADefaultRecipientAPaymentMustSayWhereItGoes() {
      JsonNode changed = sandbox.patch(ACCOUNT, "{\"default_recipient\": null}").json();

      assertThat(changed.has("default_recipient")).isFalse();
      assertRefused(
          sandbox.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}"),
          400,
          "VALIDATION_ERROR",
          "recipient");
    }

    @Test
    void eachEnvironmentSaysForItselfWhichAlertsItWants() {
      String quiet = "{\"alerts\": {\"muted\": [\"silence\"], \"email\": false}}";
      JsonNode changed = sandbox.patch(ACCOUNT, quiet).json().path("alerts");

      assertThat(changed.toString())
          .isEqualTo("{\"muted\":[\"silence\"],\"silence_days\":30,\"email\":false}");
      JsonNode more = sandbox.patch(ACCOUNT, "{\"alerts\": {\"silence_days\": 7}}").json();
      assertThat(more.at("/alerts/silence_days").asInt()).isEqualTo(7);
      assertThat(more.at("/alerts/muted")).hasSize(1);
      assertThat(sandbox.get(ACCOUNT).json()).isEqualTo(more);
      assertThat(live.get(ACCOUNT).json().at("/alerts/email").asBoolean()).isTrue();
      JsonNode again = sandbox.patch(ACCOUNT, "{\"alerts\": null}").json().path("alerts");
      assertThat(again).isEqualTo(live.get(ACCOUNT).json().path("alerts"));
      JsonNode entry = sandbox.get("/v1/audit-log?limit=1").json().path("data").get(0);
      assertThat(entry.at("/details/changed").toString()).isEqualTo("[\"alerts\"]");
    }

    @Test
    void theAuditLogNamesWhatWasChangedAndNoValue() {
      live.patch(ACCOUNT, "{\"name\": \"Secret Plan\"}");

      JsonNode entry = live.get("/v1/audit-log?limit=1").json().path("data").get(0);

      assertThat(entry.path("action").asText()).isEqualTo("account.changed");
      assertThat(entry.at("/details/changed").toString()).isEqualTo("[\"name\"]");
      assertThat(entry.toString()).doesNotContain("Secret Plan");
    }
  }

  @Nested
  class NotChanged200 {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "{\"name\": \"Same\"}",
          "{\"contact_email\": null}",
          "{\"alerts\": null}",
          "{\"alerts\": {\"silence_days\": 30, \"muted\": []}}"
        })
    void whatChangesNothingIsNotInTheAuditLog(String json) {
      live.patch(ACCOUNT, "{\"name\": \"Same\"}");
      JsonNode before = live.get("/v1/audit-log").json();

      assertThat(live.patch(ACCOUNT, json).status()).isEqualTo(200);

      assertThat(live.get("/v1/audit-log").json().path("data")).isEqualTo(before.path("data"));
    }

    @Test
    void takingAwayADefaultRecipientTwiceIsTakingItAwayOnce() {
      String nobody = "{\"default_recipient\": null}";
      assertThat(sandbox.patch(ACCOUNT, nobody).status()).isEqualTo(200);
      JsonNode before = sandbox.get("/v1/audit-log").json();

      assertThat(sandbox.patch(ACCOUNT, nobody).status()).isEqualTo(200);

      assertThat(sandbox.get("/v1/audit-log").json().path("data")).isEqualTo(before.path("data"));
    }
  }

  @Nested
  class AtOnce {
    @Test
    void changesOfDifferentMembersAllHappen() {
      List<CompletableFuture<ApiClient.Answer>> changes =
          Stream.of("{\"name\": \"New\"}", "{\"contact_email\": \"n@example.com\"}", SPAIN)
              .map(json -> CompletableFuture.supplyAsync(() -> live.patch(ACCOUNT, json)))
              .toList();

      assertThat(changes).allMatch(change -> change.join().status() == 200);

      JsonNode seen = live.get(ACCOUNT).json();
      assertThat(seen.path("name").asText()).isEqualTo("New");
      assertThat(seen.path("contact_email").asText()).isEqualTo("n@example.com");
      assertThat(seen.at("/default_recipient/name").asText()).isEqualTo("Somebody");
    }

    @Test
    void ofManyDefaultRecipientsOneIsLeft() {
      List<CompletableFuture<ApiClient.Answer>> changes =
          IntStream.range(0, 12)
              .mapToObj(i ->
                  CompletableFuture.supplyAsync(() ->
                      sandbox.patch(
                          ACCOUNT,
                          i % 3 == 2
                              ? "{\"default_recipient\": null}"
                              : IN_SPAIN.formatted("Person " + i))))
              .toList();

      assertThat(changes).allMatch(change -> change.join().status() == 200);

      assertThat(sandbox.patch(ACCOUNT, SPAIN).status()).isEqualTo(200);
      assertThat(sandbox.get(ACCOUNT).json().at("/default_recipient/name").asText())
          .isEqualTo("Somebody");
    }
  }

  @Nested
  class Refused {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "name | {\"name\": \"\"}",
          "name | {\"name\": null}",
          "name | {\"name\": 1}",
          "name | {\"name\": \"a\\tb\"}",
          "contact_email | {\"contact_email\": \"nobody\"}",
          "contact_email | {\"contact_email\": \"a@b\\r\\nBcc: c@example.com\"}",
          "default_recipient | {\"default_recipient\": \"x\"}",
          "default_recipient.name | {\"default_recipient\": {\"currency\": \"EUR\"}}",
          "contact_email | {\"contact_email\": \"a@example.com, b@example.com\"}",
          "contact_email | {\"contact_email\": \"a <a@example.com>\"}",
          "contact_email | {\"contact_email\": [\"a@example.com\"]}",
          "default_recipient | {\"default_recipient\": []}",
          "default_recipient.id | {\"default_recipient\": {\"id\": \"rec_1\", \"name\": \"A\","
              + " \"account_number\": \"ES9121000418450200051332\", \"bank_code\":"
              + " \"CAIXESBBXXX\", \"bank_country\": \"ES\", \"currency\": \"EUR\"}}",
          "created_at | {\"created_at\": \"2020-01-01T00:00:00Z\"}",
          "name | {\"name\": \"a\", \"name\": \"b\"}",
          "verification | {\"verification\": \"kyb\"}",
          "alerts | {\"alerts\": []}",
          "alerts.muted | {\"alerts\": {\"muted\": [\"thunder\"]}}",
          "alerts.muted | {\"alerts\": {\"muted\": [\"canary\"]}}",
          "alerts.muted | {\"alerts\": {\"muted\": null}}",
          "alerts.silence_days | {\"alerts\": {\"silence_days\": 366}}",
          "alerts.silence_days | {\"alerts\": {\"silence_days\": 1.5}}",
          "alerts.email | {\"alerts\": {\"email\": \"yes\"}}",
          "alerts.loud | {\"alerts\": {\"loud\": true}}",
          "id | {\"id\": \"acc_1\"}",
          "environment | {\"environment\": \"sandbox\"}"
        })
    void theMemberAtFaultIsNamed(String field, String json) {
      JsonNode before = live.get(ACCOUNT).json();

      ApiClient.Answer answer = live.patch(ACCOUNT, json);

      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
      assertThat(answer.errorField()).as(answer.text()).isEqualTo(field);
      assertThat(live.get(ACCOUNT).json()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"name, x", "contact_email, a@example.com"})
    void theSandboxChangesNeitherNameNorContact(String member, String value) {
      assertRefused(
          sandbox.patch(ACCOUNT, "{\"%s\": \"%s\"}".formatted(member, value)),
          400,
          "VALIDATION_ERROR",
          member);
    }

    @Test
    void anAccountNumberWithAWrongChecksumIsRefused() {
      String wrong = IN_SPAIN.formatted("X").replace("ES91", "ES92");

      assertRefused(
          live.patch(ACCOUNT, wrong), 400, "INVALID_RECIPIENT", "default_recipient.account_number");
    }

    @Test
    void changingTakesAnAdminKeyAndReadingAny() {
      ApiClient writer = server.clientOf(account, Environment.SANDBOX);

      assertForbidden(writer.patch(ACCOUNT, "{}"), "admin");
      assertThat(writer.get(ACCOUNT).status()).isEqualTo(200);
    }
  }
}
