package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.http.api.GeneratedRequests.Line;
import com.remitflex.platform.http.api.GeneratedRequests.Request;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.Proves;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A thousand requests made from the OpenAPI document, good and bad; 50,000 in a full run. */
class GeneratedRequestsTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_RATES_FILE", "src/test/resources/all-rates.json"));

  /** 2 s on a machine that has nothing else to do, as in a full run. */
  private static final Duration MAX_RESPONSE_TIME = Duration.ofSeconds(Seeded.isFull() ? 2 : 30);

  /** Every so many requests, one request is sent for each status that must occur. */
  private static final int AIMED_EVERY = 100;

  private static final List<String> secrets = new ArrayList<>();
  private static final List<String> keys = new ArrayList<>();
  private static final List<String> accountIds = new ArrayList<>();
  private static ApiClient client;
  private static JsonNode document;

  /** A key of an account that the generated requests do not use. */
  private static String writeKey;

  private static String readKey;

  /** What both ways of sending give. */
  private record Answer(int status, JsonNode json, String text) {}

  @BeforeAll
  static void mint() {
    String account = server.newAccount();
    String other = server.newAccount();
    String verified = server.newVerifiedAccount();
    accountIds.addAll(List.of(account, other, verified, "acc_" + "0".repeat(26)));
    mint(account, Environment.SANDBOX, Scope.WRITE);
    mint(account, Environment.SANDBOX, Scope.ADMIN);
    mint(account, Environment.SANDBOX, Scope.READ);
    mint(other, Environment.SANDBOX, Scope.WRITE);
    mint(verified, Environment.LIVE, Scope.WRITE);
    IssuedKey revoked = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
    server.keys().revoke(revoked.key().id()).orElseThrow();
    secrets.add(revoked.secret());
    keys.addAll(secrets);
    String untouched = server.newAccount();
    writeKey = mint(untouched, Environment.SANDBOX, Scope.WRITE);
    readKey = mint(untouched, Environment.SANDBOX, Scope.READ);
    keys.addAll(
        List.of(
            "garbage",
            secrets.getFirst().replace("rf_test_", "rf_live_"),
            "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ"));
    client = server.client(secrets.getFirst());
    document = client.getWithoutKey("/openapi.json").json();
    // Loads the document into the checker, which takes seconds.
    client.get("/v1/balances");
  }

  private static String mint(String account, Environment environment, Scope scope) {
    String secret = server.newKey(account, environment, scope).secret();
    secrets.add(secret);
    return secret;
  }

  /** The requests that the random ones cannot be relied on to make, by the status of each. */
  private static Map<Integer, Request> aimed(int round) {
    String path = "/v1/payments";
    String body = PaymentBody.of("100", "USDC").toString();
    String other = PaymentBody.of("200", "USDC").toString();
    // More than any account of the sandbox is given.
    String tooMuch =
        PaymentBody.of("2000000", "USDC").text("destination", accountIds.getFirst()).toString();
    String idempotencyKey = "aimed-" + round;
    Map<Integer, Request> requests = new LinkedHashMap<>();
    requests.put(200, Request.of("GET", "/v1/balances", readKey));
    requests.put(201, Request.post(path, writeKey, idempotencyKey, body));
    requests.put(409, Request.post(path, writeKey, idempotencyKey, other));
    requests.put(400, Request.post(path, writeKey, "bad-" + round, "{"));
    requests.put(401, Request.of("GET", path, "garbage"));
    requests.put(402, Request.post(path, writeKey, "much-" + round, tooMuch));
    requests.put(403, Request.post(path, readKey, "read-" + round, body));
    requests.put(404, Request.of("GET", path + "/pmt_" + "0".repeat(26), readKey));
    requests.put(405, Request.of("PUT", path, writeKey));
    return requests;
  }

  @Test
  @Proves(Guarantee.NO_SERVER_ERROR)
  void noResponseIsAServerErrorLateOrOutsideTheDocument() {
    Random random = Seeded.random(GeneratedRequestsTest.class);
    GeneratedRequests requests = new GeneratedRequests(random, document, accountIds, keys);
    Tallies tallies = new Tallies();
    int count = Seeded.cases(1_000, 50_000);
    for (int i = 0; i < count; i++) {
      if (i % AIMED_EVERY == 0) {
        aimed(i / AIMED_EVERY)
            .forEach((status, request) -> {
              Answer answer = send("aimed request: " + request, request, tallies);
              assertThat(answer.status()).as("%s: %s", request, answer.text()).isEqualTo(status);
            });
      }
      Request request = requests.next();
      learn(requests, send("request " + i + ": " + request, request, tallies));
    }
    System.out.println("GeneratedRequestsTest: " + tallies);
    Guarantees.note(Guarantee.NO_SERVER_ERROR, "statuses answered: " + tallies.statuses());
  }

  /** The number of responses by status and by error code. */
  private record Tallies(Map<Integer, Integer> statuses, Map<String, Integer> codes) {
    Tallies() {
      this(new TreeMap<>(), new TreeMap<>());
    }

    void add(Answer answer) {
      statuses.merge(answer.status(), 1, Integer::sum);
      codes.merge(answer.json().at("/error/code").asText("success"), 1, Integer::sum);
    }
  }

  private static Answer send(String what, Request request, Tallies tallies) {
    long start = System.nanoTime();
    Answer answer;
    try {
      answer = request.needsSocket() ? bySocket(request) : byClient(request);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(what, e);
    }
    long nanos = System.nanoTime() - start;
    assertThat(answer.status()).as("%s answered %s", what, answer.text()).isLessThan(500);
    assertThat(nanos).as(what).isLessThan(MAX_RESPONSE_TIME.toNanos());
    assertThat(secrets).as("keys in the answer to %s", what).noneMatch(answer.text()::contains);
    tallies.add(answer);
    Guarantees.ran(Guarantee.NO_SERVER_ERROR, 1);
    return answer;
  }

  private static void learn(GeneratedRequests requests, Answer answer) {
    if (answer.status() == 201) {
      requests.learnId(answer.json().path("id").asText());
    }
    String cursor = answer.json().at("/pagination/cursor").asText("");
    if (cursor.startsWith("cur_")) {
      requests.learnCursor(cursor);
    }
  }

  private static Answer byClient(Request request) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + request.target());
    BodyPublisher body =
        request.body().length == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(request.body());
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri).method(request.method(), body);
    request.headers().forEach(line -> builder.header(line.name(), line.value()));
    ApiClient.Answer answer = client.send(builder);
    return new Answer(answer.status(), answer.json(), answer.text());
  }

  private static Answer bySocket(Request request) {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder();
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\n");
    for (Line line : request.headers()) {
      head.append(line.name()).append(": ").append(line.value()).append("\r\n");
    }
    head.append("Content-Length: ").append(request.body().length).append("\r\n\r\n");
    sent.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
    sent.writeBytes(request.body());
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer = connection.sendUnlessRefused(sent.toByteArray()).answer();
      assertDeclared(request, answer);
      return new Answer(answer.status(), answer.json(), answer.body());
    }
  }

  /** Counts the status and the error code, as the client does for its own responses. */
  private static void assertDeclared(Request request, RawConnection.Answer answer) {
    String path = request.target().split("\\?", 2)[0];
    for (Map.Entry<String, JsonNode> one : document.path("paths").properties()) {
      String method = request.method().toLowerCase(Locale.ROOT);
      JsonNode operation = one.getValue().path(method);
      Pattern template = Pattern.compile(one.getKey().replaceAll("\\{[a-z_]+}", "[^/]+"));
      if (template.matcher(path).matches()
          && operation.isObject()
          && request.method().equals(request.method().toUpperCase(Locale.ROOT))) {
        JsonNode response = operation.path("responses").path(Integer.toString(answer.status()));
        assertThat(response.isObject()).as(answer.body()).isTrue();
        List<String> declared = new ArrayList<>();
        response
            .at("/content/application~1json/schema/properties/error/properties/code/enum")
            .forEach(code -> declared.add(code.asText()));
        if (answer.status() >= 400) {
          assertThat(declared).contains(answer.errorCode());
        }
      }
    }
  }
}
