package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.Account.Verification;
import com.remitflex.features.apikeys.ExpiredKey;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.net.AddressRange;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.Proves;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every route with every kind of key, generated from the published route table. */
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

  /** Routes of one object that is neither a payment nor a key. */
  private static final List<String> OF_OTHERS =
      List.of(
          "/v1/alerts/",
          "/v1/conversions/execute",
          "/v1/conversions/quote/",
          "/v1/conversions/{id}",
          "/v1/corridors/",
          "/v1/currencies/",
          "/v1/deposits/",
          "/v1/events/",
          "/v1/inbox/messages/",
          "/v1/recipients/",
          "/v1/statements/",
          "/v1/webhook-endpoints/");

  private static final String NO_REQUEST = "req_" + "0".repeat(26);
  private static final List<Row> ROWS = new ArrayList<>();
  private static String account;

  /** A route in the OpenAPI document. */
  private record Row(
      String method,
      String template,
      String query,
      Scope scope,
      int status,
      boolean takesBody,
      String body) {
    String path(String id) {
      return template.replace("{request_id}", NO_REQUEST).replaceAll("\\{[a-z_]+}", id) + query;
    }

    /** The response to a key with a sufficient scope: no such object with the given ID exists. */
    int served() {
      boolean isUnknown =
          template.contains("{request_id}") || OF_OTHERS.stream().anyMatch(template::startsWith);
      return isUnknown ? 404 : status;
    }

    boolean isOfOneObject() {
      return template.contains("{id}");
    }

    boolean isOfOffRamp() {
      return template.startsWith("/v1/off");
    }

    boolean isOfOneKey() {
      return template.startsWith("/v1/api-keys/{id}");
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
        requiredQuery(told),
        Scope.find(told.path("x-required-scope").asText()).orElseThrow(),
        status,
        told.has("requestBody"),
        example.isMissingNode() ? "" : example.toString());
  }

  private static String requiredQuery(JsonNode operation) {
    List<String> pairs = new ArrayList<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("query") && parameter.path("required").asBoolean()) {
        pairs.add(parameter.path("name").asText() + "=" + parameter.path("example").asText());
      }
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  @Test
  @Proves(Guarantee.EVERY_ROUTE_EVERY_KEY)
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
  @Proves(Guarantee.EVERY_ROUTE_EVERY_KEY)
  void noKeyAndGarbageAreUnauthorized() {
    String wellFormed = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
    for (Row row : ROWS) {
      assertAnswer(row, sendWithoutKey(row), 401, UNAUTHORIZED);
      for (String key : List.of("garbage", wellFormed, wellFormed + "x")) {
        assertAnswer(row, send(row, key, anId(row)), 401, UNAUTHORIZED);
      }
    }
  }

  @Test
  @Proves(Guarantee.EVERY_ROUTE_EVERY_KEY)
  void aRevokedKeyGetsItsOwnError() {
    IssuedKey created = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
    server.keys().revoke(created.key().id()).orElseThrow();
    for (Row row : ROWS) {
      assertAnswer(row, send(row, created.secret(), anId(row)), 401, REVOKED);
    }
  }

  @Test
  @Proves(Guarantee.EVERY_ROUTE_EVERY_KEY)
  void anExpiredKeyIsUnauthorized() {
    for (Scope scope : Scope.values()) {
      HeadId head = new HeadId(account, Environment.SANDBOX);
      String expired = ExpiredKey.of(server, head, scope);
      for (Row row : ROWS) {
        assertAnswer(row, send(row, expired, anId(row)), 401, UNAUTHORIZED);
      }
    }
  }

  @Test
  void aKeyFromAnAddressThatIsNotOnItsListIsUnauthorized() {
    KeyLimits elsewhere =
        new KeyLimits(
            List.of(AddressRange.parse("192.0.2.0/24").orElseThrow()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    for (Scope scope : Scope.values()) {
      NewKey asked = new NewKey("elsewhere " + scope.word(), scope, Optional.empty(), elsewhere);
      HeadId head = new HeadId(account, Environment.SANDBOX);
      String key = server.keys().create(head, asked).orElseThrow().secret();
      for (Row row : ROWS) {
        assertAnswer(row, send(row, key, anId(row)), 401, UNAUTHORIZED);
      }
    }
  }

  @Test
  void aKeyMayRollItselfWhateverItsScope() {
    for (Scope scope : Scope.values()) {
      IssuedKey key = server.newKey(account, Environment.SANDBOX, scope);
      ApiClient client = server.client(key.secret());

      ApiClient.Answer byName = client.post("/v1/api-keys/current/roll", "{}");
      ApiClient.Answer byId =
          client.post("/v1/api-keys/" + key.key().id() + "/roll", "{\"grace_seconds\": 60}");

      assertThat(byName.status()).as(byName.text()).isEqualTo(200);
      assertThat(byId.status()).as(byId.text()).isEqualTo(200);
      assertThat(byId.json().path("generation").asInt()).isEqualTo(3);
    }
  }

  @Test
  void everyBodyHasAnExampleThatSucceedsInANewSandboxAccount() {
    List<Row> withBody =
        ROWS.stream().filter(row -> row.takesBody() && row.served() != 404).toList();
    assertThat(withBody).isNotEmpty();
    for (Row row : withBody) {
      assertThat(row.body()).as("example of %s", row).isNotEmpty();
      String key = server.newKey(server.newAccount(), Environment.SANDBOX, row.scope()).secret();

      // A new account has exactly one object: the caller's key.
      ApiClient.Answer answer = send(row, key, "current");

      assertThat(answer.status()).as("%s: %s", row, answer.text()).isEqualTo(row.status());
    }
  }

  @Test
  @Proves(Guarantee.EVERY_ROUTE_EVERY_KEY)
  void aScopeThatIsTooLowIsForbiddenAndOneThatIsNotIsServed() {
    for (Scope scope : Scope.values()) {
      String key = server.newKey(account, Environment.SANDBOX, scope).secret();
      for (Row row : ROWS) {
        ApiClient.Answer answer = send(row, key, anId(row));
        if (scope.includes(row.scope())) {
          assertThat(answer.status()).as("%s with %s", row, scope).isEqualTo(row.served());
        } else {
          assertAnswer(row, answer, 403, TOO_LOW.formatted(row.scope().word()));
        }
      }
    }
  }

  @Test
  @Proves(Guarantee.EVERY_ROUTE_EVERY_KEY)
  void anotherAccountAndTheOtherEnvironmentSeeWhatIsUnknown() {
    String stranger = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN).secret();
    server.verify(account, Verification.KYB);
    String live = server.newKey(account, Environment.LIVE, Scope.ADMIN).secret();
    for (Row row : ROWS.stream().filter(Row::isOfOneObject).toList()) {
      for (String key : List.of(stranger, live)) {
        String unknown = (row.isOfOneKey() ? "key_" : "pmt_") + "0".repeat(26);
        ApiClient.Answer answer = send(row, key, anId(row));
        assertThat(answer.status()).as(row.toString()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo(send(row, key, unknown).text());
      }
    }
  }

  private static void assertAnswer(Row row, ApiClient.Answer answer, int status, String body) {
    assertThat(answer.status()).as(row.toString()).isEqualTo(status);
    assertThat(answer.text()).as(row.toString()).isEqualTo(body);
  }

  /** ID of the route's object: a pending payment, or an active key. */
  private static String anId(Row row) {
    if (row.isOfOneKey()) {
      return server.newKey(account, Environment.SANDBOX, Scope.READ).key().id();
    }
    return row.isOfOffRamp() ? anOffRamp() : aPayment();
  }

  private static String anOffRamp() {
    String key = server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret();
    return server
        .client(key)
        .post(
            "/v1/off-ramps",
            """
            {"amount": 10, "source_currency": "USDC", "destination_currency": "EUR",
             "bank_account": {"account_holder_name": "Name", "bank_name": "Bank",
               "account_number": "DE89370400440532013000", "bank_country": "DE"}}
            """)
        .json()
        .path("id")
        .asText();
  }

  private static String aPayment() {
    String key = server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret();
    return server
        .client(key)
        .post("/v1/payments", "{\"amount\": 10, \"currency\": \"USDC\"}")
        .json()
        .path("id")
        .asText();
  }

  private static ApiClient.Answer sendWithoutKey(Row row) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + row.path("none"));
    return send(row, HttpRequest.newBuilder(uri));
  }

  private static ApiClient.Answer send(Row row, String key, String id) {
    return send(row, server.client(key).request(row.path(id)));
  }

  private static ApiClient.Answer send(Row row, HttpRequest.Builder request) {
    Guarantees.ran(Guarantee.EVERY_ROUTE_EVERY_KEY, 1);
    if (row.body().isEmpty()) {
      request.method(row.method(), BodyPublishers.noBody());
    } else {
      request
          .method(row.method(), BodyPublishers.ofString(row.body()))
          .header("Content-Type", "application/json");
    }
    return server.client("none").send(request);
  }
}
