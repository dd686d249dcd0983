package com.remitflex.platform.http.api;

import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertHasRequestId;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.members;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.BuildInfo;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.testing.Answers;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every request, whatever its endpoint. */
class HttpBasicsApiTest {
  private static final Pattern SECTION = Pattern.compile("<section id=\"([a-z_]+)\"");
  private static final Pattern IMF_DATE =
      Pattern.compile("[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private static Answer send(ApiClient client, String method, String path) {
    return client.send(client.request(path).method(method, BodyPublishers.noBody()));
  }

  private static Answer withoutKey(String path) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return server.client("unused").send(HttpRequest.newBuilder(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v2/payments",
        "/V1/payments",
        "/v1/payments/x/y",
        "/v1/%70ayments",
        "/v1/payments;x=1",
        "/v1/balances/",
        "/openapi.json/nothing"
      })
  void anUnknownAddressIsNotFound(String path) {
    ApiClient client = server.newClient(Scope.READ);

    assertRefused(client.get(path), 404, "NOT_FOUND");
    assertUnauthorized(withoutKey(path));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v1/payments, 'GET, HEAD, POST'",
    "PATCH, /v1/payments, 'GET, HEAD, POST'",
    "DELETE, /v1/payments, 'GET, HEAD, POST'",
    "OPTIONS, /v1/payments, 'GET, HEAD, POST'",
    "TRACE, /v1/payments, 'GET, HEAD, POST'",
    "POST, /v1/payments/pmt_1, 'DELETE, GET, HEAD'",
    "POST, /v1/balances, 'GET, HEAD'",
    "GET, /v1/sandbox/fund, POST",
    "get, /v1/payments, 'GET, HEAD, POST'",
    "FOO, /v1/api-keys/current, 'DELETE, GET, HEAD'"
  })
  void aWrongMethodGetsTheSupportedOnes(String method, String path, String allowed) {
    ApiClient client = server.newClient(Scope.READ);

    Answer answer = send(client, method, path);

    assertRefused(answer, 405, "METHOD_NOT_ALLOWED");
    assertThat(answer.header("Allow")).contains(allowed);
  }

  @Test
  void everyResponseHasItsOwnRequestId() {
    ApiClient client = server.newClient(Scope.WRITE);
    String body = PaymentBody.of("100", "USDC").toString();
    List<Answer> answers =
        List.of(
            client.post("/v1/payments", body),
            client.get("/v1/payments"),
            client.post("/v1/payments", "{"),
            client.get("/v1/nothing"),
            send(client, "PUT", "/v1/payments"),
            client.send(client.request("/v1/payments").POST(BodyPublishers.ofString(body))),
            client.post("/v1/payments", PaymentBody.of("2000000", "USDC").toString()),
            client.post("/v1/payments", PaymentBody.of("9999.99", "USDC").toString()),
            server.newClient(Scope.READ).post("/v1/payments", body),
            withoutKey("/v1/payments"),
            withoutKey("/healthz"),
            withoutKey("/readyz"),
            withoutKey("/docs/errors"));

    answers.forEach(Answers::assertHasRequestId);

    assertThat(answers).extracting(answer -> answer.header("X-Request-Id")).doesNotHaveDuplicates();
  }

  @Test
  void aClientDoesNotChooseItsRequestId() {
    ApiClient client = server.newClient(Scope.READ);
    String chosen = IdPrefix.REQUEST.next();

    Answer answer =
        client.send(client.request("/v1/balances").GET().header("X-Request-Id", chosen));

    assertHasRequestId(answer);
    assertThat(answer.header("X-Request-Id")).isNotEqualTo(Optional.of(chosen));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost a\r\n\r\n"
      })
  void whatIsNotHttpStillGetsARequestIdADateAndAnEnvelope(String request) {
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer = connection.send(request).answer();

      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.errorCode()).isEqualTo("VALIDATION_ERROR");
      assertThat(IdPrefix.REQUEST.matches(answer.header("X-Request-Id").orElse(""))).isTrue();
      assertThat(answer.header("Date").orElse("")).matches(IMF_DATE);
    }
  }

  @Test
  void everyErrorCodeHasItsSectionInTheReference() {
    Answer reference = withoutKey("/docs/errors");

    assertThat(reference.status()).isEqualTo(200);
    assertThat(reference.header("Content-Type")).contains("text/html; charset=utf-8");
    Set<String> sections = new HashSet<>();
    for (Matcher section = SECTION.matcher(reference.text()); section.find(); ) {
      sections.add(section.group(1));
    }
    for (ErrorCode code : ErrorCode.values()) {
      assertThat(sections).contains(code.name().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void theThreeBodiesOfAuthenticationAreExactlyCodeAndMessage() {
    assertUnauthorized(withoutKey("/v1/payments"));
    assertForbidden(server.newClient(Scope.READ).post("/v1/payments", "{}"), "write");
    Answer answer = revokedClient().get("/v1/payments");
    assertAuthentication(
        answer,
        "API_KEY_REVOKED",
        "This API key has been revoked. Please generate a new key from the Dashboard.");
  }

  private static ApiClient revokedClient() {
    IssuedKey created = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.WRITE);
    server.keys().revoke(created.key().id()).orElseThrow();
    return server.client(created.secret());
  }

  private static void assertUnauthorized(Answer answer) {
    assertAuthentication(answer, "UNAUTHORIZED", "No valid API key was provided.");
  }

  private static void assertAuthentication(Answer answer, String code, String message) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
    JsonNode error = answer.json().path("error");
    assertThat(members(answer.json())).containsExactly("error");
    assertThat(members(error)).containsExactly("code", "message");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isEqualTo(message);
    assertHasRequestId(answer);
  }

  @Test
  void healthAndReadinessNeedNoKey() {
    Answer alive = withoutKey("/healthz");
    Answer ready = withoutKey("/readyz");

    assertThat(alive.status()).isEqualTo(200);
    assertThat(alive.json().path("status").asText()).isEqualTo("alive");
    BuildInfo build = BuildInfo.current();
    assertThat(alive.json().path("version").asText()).isEqualTo(build.version());
    assertThat(alive.json().path("commit").asText(BuildInfo.UNKNOWN)).isEqualTo(build.revision());
    assertThat(alive.json().has("date")).isTrue();
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.json().path("status").asText()).isEqualTo("ready");
  }

  /** RFC 9110, 5.6.7: whatever the zone of the machine. */
  @Test
  void theDateIsInGreenwichMeanTime() {
    assertThat(withoutKey("/healthz").header("Date").orElse("")).matches(IMF_DATE);
  }

  /** RFC 9112, 9.6. */
  @Test
  void aConnectionIsClosedWhenTheClientAsksForThat() {
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

      assertThat(connection.answer().header("Connection")).contains("close");
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }
}
