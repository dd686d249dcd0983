package com.remitflex.platform.http.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * API keys in random encodings at random places of requests. None of them may be in a response, in
 * the log, or, after the class, in any row of any table, in whatever encoding.
 */
class EncodedKeysApiTest {
  private static final int REQUESTS = 150;

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final Random random = new Random();
  private final String account = server.newAccount();
  private final IssuedKey used = server.newKey(account, Environment.SANDBOX, Scope.WRITE);
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  private static String percent(String text) {
    return HexFormat.of().withPrefix("%").formatHex(text.getBytes(UTF_8));
  }

  private static String some(Random random, String text, UnaryOperator<String> encoding) {
    return text.chars()
        .mapToObj(Character::toString)
        .map(c -> random.nextInt(3) == 0 || c.equals("_") ? encoding.apply(c) : c)
        .collect(Collectors.joining());
  }

  private static String escaped(String text) {
    return text.chars().mapToObj(c -> "\\u%04x".formatted(c)).collect(Collectors.joining());
  }

  /** A form in visible ASCII, which may stand in a header and, without a backslash, in a path. */
  private String form(String key) {
    return switch (random.nextInt(9)) {
      case 0 -> percent(key);
      case 1 -> percent(key).replace("%", "%25");
      case 2 -> some(random, key, EncodedKeysApiTest::percent);
      case 3 -> some(random, key, EncodedKeysApiTest::escaped);
      case 4 -> escaped(key);
      case 5 ->
          Base64.getUrlEncoder().withoutPadding().encodeToString(("u:" + key).getBytes(UTF_8));
      case 6 -> HexFormat.of().formatHex(key.getBytes(UTF_8));
      case 7 ->
          some(random, some(random, key, EncodedKeysApiTest::escaped), EncodedKeysApiTest::percent);
      default -> key;
    };
  }

  private String inPath(String key) {
    return percent(form(key)).replace("%5c", "%255c");
  }

  private byte[] request(String method, String path, String headers, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + (headers.contains("Host:") ? "" : "Host: 127.0.0.1\r\n")
            + "Authorization: Bearer "
            + used.secret()
            + "\r\nConnection: close\r\n"
            + headers
            + (body.length > 0
                ? "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                : "")
            + "\r\n";
    out.writeBytes(head.getBytes(ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  private byte[] randomRequest(String key) {
    byte[] none = new byte[0];
    return switch (random.nextInt(13)) {
      case 0 -> request("GET", "/v1/payments/" + inPath(key), "", none);
      case 1 -> request("GET", "/v1/" + inPath(key) + "/x", "", none);
      case 2 -> request("GET", "/v1/payments?reference=" + inPath(key), "", none);
      case 3 -> request("GET", "/v1/payments?" + inPath(key) + "=1", "", none);
      case 4 -> request("GET", "/v1/balances", "User-Agent: x " + form(key) + "\r\n", none);
      case 5 ->
          request(
              "GET",
              "/v1/nothing",
              "Accept: " + form(key) + "\r\nReferer: https://h/" + form(key) + "\r\n",
              none);
      case 6 ->
          request("GET", "/v1/nothing", "Host: " + key + "\r\nCookie: k=" + key + "\r\n", none);
      case 7 -> request(key, "/v1/balances", "", none);
      case 8 -> request("POST", "/v1/payments", "", encodedBody(key));
      default -> request("POST", "/v1/payments", idempotencyKey(key), body(key).getBytes(UTF_8));
    };
  }

  private String idempotencyKey(String key) {
    String form = form(key);
    return form.length() <= 255 ? "Idempotency-Key: " + form + "\r\n" : "";
  }

  /** JSON that contains the encoded key unchanged, so that its JSON escapes are decoded. */
  private String body(String key) {
    String form = form(key);
    String members =
        "\"amount\": 10, \"currency\": \"USDC\", \"reference\": \"%s\","
            + " \"metadata\": {\"%s\": \"a %s\"}%s";
    return ("{" + members + "}")
        .formatted(
            form(key),
            random.nextInt(3) == 0 ? form : "key",
            form(key),
            random.nextInt(3) == 0 ? ", \"" + form + "\": {\"key\": \"" + form + "\"}" : "");
  }

  private byte[] encodedBody(String key) {
    return switch (random.nextInt(6)) {
      case 0 -> body(key).getBytes(UTF_16LE);
      case 1 -> body(key).getBytes(UTF_16BE);
      case 2 -> ("{\"a\": \"é" + key + "\"}").getBytes(ISO_8859_1);
      case 3 -> ("{\"a\": \"" + String.join("\0", key.split("")) + "\"}").getBytes(UTF_8);
      case 4 -> ("key=" + form(key) + "&x=1").getBytes(UTF_8);
      default ->
          ("{\"a\": \"" + "x".repeat(4_150 - random.nextInt(80)) + key + "\"}").getBytes(UTF_8);
    };
  }

  @Test
  void noEncodedKeyIsStoredAnywhere() {
    List<String> requestIds = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      String key = MintedSecrets.key(ApiKeyFormat.generate(Environment.SANDBOX));
      byte[] request = randomRequest(random.nextInt(4) == 0 ? used.secret() : key);
      try (RawConnection connection = new RawConnection(server.port())) {
        RawConnection.Answer answer = connection.send(request).answer();
        assertThat(answer.status()).as(new String(request, ISO_8859_1)).isLessThan(500);
        MintedSecrets.requireNoneInAnswer(answer.body());
        // Of many rejected ones a second the history keeps ten, and counts the rest.
        if (answer.status() < 400 || requestIds.isEmpty()) {
          requestIds.add(answer.headers().get("x-request-id"));
        }
      }
    }

    String history = "/v1/api-keys/" + used.key().id() + "/requests";
    Await.until(
        "the last request is on record",
        () -> admin.get(history + "/" + requestIds.getLast()).status() == 200);
    for (String id : requestIds) {
      assertThat(admin.get(history + "/" + id).status()).as(id).isEqualTo(200);
    }
    for (String accept : List.of("text/csv", "application/x-ndjson", "application/json")) {
      admin.send(admin.request(history + "?limit=100").header("Accept", accept).GET());
    }
    JsonNode last = admin.get("/v1/api-keys/" + used.key().id()).json();
    assertThat(last.toString()).doesNotContain("\uFFFD");
    assertThat(admin.get("/v1/payments?limit=100").status()).isEqualTo(200);
    assertThat(admin.get("/v1/events?limit=100").text()).doesNotContain(used.secret());
  }

  @Test
  void anUnknownMethodIsRecordedAsOther() {
    String id;
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer =
          connection.send(request(used.secret(), "/v1/balances", "", new byte[0])).answer();
      assertThat(answer.status()).isEqualTo(405);
      id = answer.headers().get("x-request-id");
    }
    String path = "/v1/api-keys/" + used.key().id();
    Await.until("on record", () -> admin.get(path + "/requests/" + id).status() == 200);

    assertThat(admin.get(path + "/requests/" + id).json().path("method").asText())
        .isEqualTo("OTHER");
    Await.until(
        "the last use is on record",
        () -> admin.get(path).json().at("/last_used/method").asText().equals("OTHER"));
  }

  /** The table contains only the masked form, and the same text is still the same key. */
  @Test
  void anIdempotencyKeyThatHoldsAnEncodedKeyStaysOneKey() {
    ApiClient client = server.client(used.secret());
    String form = percent(used.secret()).substring(0, 171);
    String body = "{\"amount\": 10, \"currency\": \"USDC\"}";

    String first = client.post("/v1/payments", body, form).text();
    String again = client.post("/v1/payments", body, form).text();
    String other =
        client.post("/v1/payments", body, form.replace("%", "%25").substring(0, 255)).text();

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(
            client
                .get("/v1/idempotency-keys?key=" + form.replace("%", "%25"))
                .json()
                .path("status")
                .asText())
        .isEqualTo("done");
  }

  /** As an earlier version has left it. */
  @Test
  void aKeyInOldHistoryIsMaskedWhenItIsRead() {
    ApiClient client = server.client(used.secret());
    String id = client.get("/v1/nothing").header("X-Request-Id").orElseThrow();
    String path = "/v1/api-keys/" + used.key().id() + "/requests/" + id;
    Await.until("on record", () -> admin.get(path).status() == 200);
    String stray = ApiKeyFormat.generate(Environment.LIVE);
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE request_log SET user_agent = ?, path = ?, method = ? WHERE id = ?",
                percent(stray),
                "/" + stray,
                stray.toUpperCase(java.util.Locale.ROOT),
                id));

    JsonNode request = admin.get(path).json();

    assertThat(request.path("user_agent").asText()).isEqualTo(ApiKeyText.display(stray));
    assertThat(request.path("path").asText()).isEqualTo("/" + ApiKeyText.display(stray));
    assertThat(request.path("method").asText()).contains("…");
  }
}
