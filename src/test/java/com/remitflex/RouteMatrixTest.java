package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.accounts.Account.Verification;
import com.remitflex.accounts.AccountStore;
import com.remitflex.accounts.HeadId;
import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import com.remitflex.keys.ExpiredKey;
import com.remitflex.keys.Keys;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every route against every kind of key, generated from what the route table publishes. */
class RouteMatrixTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String UNAUTHORIZED =
      "{\"error\":{\"code\":\"UNAUTHORIZED\",\"message\":\"No valid API key was provided.\"}}";
  private static final String REVOKED =
      "{\"error\":{\"code\":\"API_KEY_REVOKED\",\"message\":\"This API key has been revoked."
          + " Please generate a new key from the Dashboard.\"}}";
  private static final String TOO_LOW =
      "{\"error\":{\"code\":\"INSUFFICIENT_PERMISSIONS\",\"message\":\"This API key does not have"
          + " the required '%s' scope for this endpoint.\"}}";

  private static final List<Row> ROWS = new ArrayList<>();
  private static String account;

  /** A route as the OpenAPI document tells it. */
  private record Row(
      String method, String template, Scope scope, int status, boolean takesBody, String body) {
    String path(String id) {
      return template.replaceAll("\\{[a-z]+}", id);
    }

    boolean isOfOnePayment() {
      return template.equals("/v1/payments/{id}");
    }

    @Override
    public String toString() {
      return method + " " + template;
    }
  }

  @BeforeAll
  static void readTable() {
    account = server.newAccount();
    JsonNode document = server.client("none").getWithoutKey("/openapi.json").json();
    document
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(operation -> ROWS.add(row(path.getKey(), operation))));
    assertThat(ROWS).hasSizeGreaterThanOrEqualTo(8);
  }

  private static Row row(String template, Map.Entry<String, JsonNode> operation) {
    JsonNode told = operation.getValue();
    int status = told.path("responses").has("201") ? 201 : 200;
    JsonNode example =
        told.path("requestBody").path("content").path("application/json").path("example");
    return new Row(
        operation.getKey().toUpperCase(Locale.ROOT),
        template,
        Scope.find(told.path("x-required-scope").asText()).orElseThrow(),
        status,
        told.has("requestBody"),
        example.isMissingNode() ? "" : example.toString());
  }

  @Test
  void theTableIsTheOneThatWasAgreed() throws IOException {
    JsonNode document = server.client("none").getWithoutKey("/openapi.json").json();
    Set<String> lines = new TreeSet<>();
    for (Row row : ROWS) {
      JsonNode responses =
          document
              .path("paths")
              .path(row.template())
              .path(row.method().toLowerCase(Locale.ROOT))
              .path("responses");
      List<String> codes = new ArrayList<>();
      responses
          .properties()
          .forEach(response ->
              response
                  .getValue()
                  .at("/content/application~1json/schema/properties/error/properties/code/enum")
                  .forEach(code -> codes.add(code.asText())));
      lines.add(
          row.method()
              + " "
              + row.template()
              + " "
              + row.scope().word()
              + " "
              + row.status()
              + " "
              + String.join(" ", codes));
    }
    try (InputStream golden = RouteMatrixTest.class.getResourceAsStream("/routes.golden")) {
      assertThat(String.join("\n", lines) + "\n")
          .as("the published routes; after an intended change copy them to routes.golden")
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void noKeyAndGarbageAreUnauthorized() {
    String wellFormed = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
    for (Row row : ROWS) {
      for (String key : List.of("garbage", wellFormed, wellFormed + "x")) {
        assertAnswer(row, send(row, key, anId()), 401, UNAUTHORIZED);
      }
    }
  }

  @Test
  void aRevokedKeyIsToldSo() {
    Keys.Created created = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
    server.keys().revoke(created.key().id());
    for (Row row : ROWS) {
      assertAnswer(row, send(row, created.secret(), anId()), 401, REVOKED);
    }
  }

  @Test
  void anExpiredKeyIsUnauthorized() {
    for (Scope scope : Scope.values()) {
      HeadId head = new HeadId(account, Environment.SANDBOX);
      String expired = ExpiredKey.of(server, head, scope);
      for (Row row : ROWS) {
        assertAnswer(row, send(row, expired, anId()), 401, UNAUTHORIZED);
      }
    }
  }

  @Test
  void everyBodyHasAnExampleThatSucceedsInANewSandboxAccount() {
    List<Row> withBody = ROWS.stream().filter(row -> row.takesBody()).toList();
    assertThat(withBody).isNotEmpty();
    for (Row row : withBody) {
      assertThat(row.body()).as("example of %s", row).isNotEmpty();
      String key = server.newKey(server.newAccount(), Environment.SANDBOX, row.scope()).secret();

      ApiClient.Answer answer = send(row, key, "none");

      assertThat(answer.status()).as("%s: %s", row, answer.text()).isEqualTo(row.status());
    }
  }

  @Test
  void aScopeThatIsTooLowIsForbiddenAndOneThatIsNotIsServed() {
    for (Scope scope : Scope.values()) {
      String key = server.newKey(account, Environment.SANDBOX, scope).secret();
      for (Row row : ROWS) {
        ApiClient.Answer answer = send(row, key, anId());
        if (scope.includes(row.scope())) {
          assertThat(answer.status()).as("%s with %s", row, scope).isEqualTo(row.status());
        } else {
          assertAnswer(row, answer, 403, TOO_LOW.formatted(row.scope().word()));
        }
      }
    }
  }

  @Test
  void anotherAccountAndTheOtherEnvironmentSeeWhatIsUnknown() {
    String stranger = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN).secret();
    server.database().use(handle -> AccountStore.verify(handle, account, Verification.KYB));
    String live = server.newKey(account, Environment.LIVE, Scope.ADMIN).secret();
    String unknown = "pmt_" + "0".repeat(26);
    for (Row row : ROWS.stream().filter(Row::isOfOnePayment).toList()) {
      for (String key : List.of(stranger, live)) {
        ApiClient.Answer answer = send(row, key, anId());
        assertThat(answer.status()).as(row.toString()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo(send(row, key, unknown).text());
      }
    }
  }

  private static void assertAnswer(Row row, ApiClient.Answer answer, int status, String body) {
    assertThat(answer.status()).as(row.toString()).isEqualTo(status);
    assertThat(answer.text()).as(row.toString()).isEqualTo(body);
  }

  /** Id of a payment that is pending. */
  private static String anId() {
    String key = server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret();
    return server
        .client(key)
        .post("/v1/payments", "{\"amount\": 10, \"currency\": \"USDC\"}")
        .json()
        .path("id")
        .asText();
  }

  private static ApiClient.Answer send(Row row, String key, String id) {
    ApiClient client = server.client(key);
    var request = client.request(row.path(id));
    if (row.body().isEmpty()) {
      request.method(row.method(), BodyPublishers.noBody());
    } else {
      request
          .method(row.method(), BodyPublishers.ofString(row.body()))
          .header("Content-Type", "application/json");
    }
    return client.send(request);
  }
}
