package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import com.remitflex.web.docs.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every header by which a response says something is in the OpenAPI document, with its unit, and in
 * the reference. That no response of any API test has another one is held by the contract check of
 * the tests' own client.
 */
class ResponseHeadersTest {
  @RegisterExtension
  static final TestServer server = TestServer.with(Map.of("REMITFLEX_RATE_LIMIT_PER_MINUTE", "5"));

  private static JsonNode document() {
    return server.client("none").getWithoutKey("/openapi.json").json();
  }

  private static List<JsonNode> responses(JsonNode document) {
    List<JsonNode> responses = new ArrayList<>();
    for (JsonNode path : document.path("paths")) {
      path.forEach(operation -> operation.path("responses").forEach(responses::add));
    }
    return responses;
  }

  @Test
  void everyResponseDeclaresItsHeadersByComponentsThatExist() {
    JsonNode document = document();
    List<JsonNode> responses = responses(document);

    assertThat(responses).hasSizeGreaterThan(100);
    for (JsonNode response : responses) {
      assertThat(response.path("headers").has("X-Request-Id")).isTrue();
      for (JsonNode header : response.path("headers")) {
        JsonNode component = document.at(header.path("$ref").asText().substring(1));
        assertThat(component.path("description").asText()).isNotBlank();
        assertThat(component.has("schema")).isTrue();
      }
    }
    for (String status : new String[] {"401", "429", "503"}) {
      JsonNode headers = document.at("/paths/~1v1~1payments/post/responses/" + status + "/headers");
      assertThat(headers.has(status.equals("401") ? "WWW-Authenticate" : "Retry-After")).isTrue();
      assertThat(headers.has("X-RateLimit-Reset")).isEqualTo(!status.equals("401"));
    }
    for (String path : new String[] {"~1v1~1payments/post", "~1v1~1account/patch"}) {
      String status = path.endsWith("post") ? "201" : "200";
      assertThat(
              document
                  .at("/paths/" + path + "/responses/" + status + "/headers")
                  .has("Idempotent-Replayed"))
          .isTrue();
    }
  }

  @Test
  void everyHeaderStandsInTheReferenceWithItsUnit() {
    String reference = server.client("none").getWithoutKey("/docs/reference").text();

    for (ResponseHeader header : ResponseHeader.values()) {
      assertThat(reference)
          .contains("<code>" + header.text() + "</code>", Html.marked(header.description()));
    }
    assertThat(ResponseHeader.RATE_LIMIT_RESET.description()).contains("Unix time in seconds");
    assertThat(ResponseHeader.RETRY_AFTER.description()).contains("seconds");
  }

  @Test
  void theValuesHaveTheUnitsThatAreDeclared() {
    var client = server.newClient(Scope.WRITE);
    String body = PaymentBody.of("100", "USDC").toString();
    client.post("/v1/payments", body, "k");
    Answer replayed = client.post("/v1/payments", body, "k");
    long nextMinute = Long.parseLong(replayed.header("X-RateLimit-Reset").orElseThrow());

    assertThat(replayed.header("Idempotent-Replayed")).contains("true");
    assertThat(replayed.header("X-RateLimit-Limit")).contains("5");
    assertThat(nextMinute % 60).isZero();
    assertThat(nextMinute * 1_000 - System.currentTimeMillis()).isBetween(-60_000L, 120_000L);

    Answer limited = client.get("/v1/balances");
    for (int i = 0; i < 20 && limited.status() != 429; i++) {
      limited = client.get("/v1/balances");
    }
    assertThat(limited.status()).isEqualTo(429);
    assertThat(limited.header("X-RateLimit-Remaining")).contains("0");
    assertThat(Integer.parseInt(limited.header("Retry-After").orElseThrow())).isBetween(1, 60);
  }

  @Test
  void aRejectedKeyAndAWrongMethodHaveTheirHeaders() {
    Answer unknown = server.client("none").get("/v1/balances");
    Answer wrong = server.newClient(Scope.READ).delete("/v1/balances");

    assertThat(unknown.header("WWW-Authenticate")).contains("Bearer");
    assertThat(unknown.response().headers().map().keySet())
        .noneMatch(name -> name.startsWith("x-ratelimit"));
    assertThat(wrong.header("Allow")).contains("GET, HEAD");
  }
}
