package com.remitflex.platform.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.CapturedLogs;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Hostile Authorization headers, each with its exact response; no key may be stored. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuthorizationHeaderTest {
  @RegisterExtension static final CapturedLogs logs = new CapturedLogs();
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String UNAUTHORIZED =
      "{\"error\":{\"code\":\"UNAUTHORIZED\",\"message\":\"No valid API key was provided.\"}}";
  private static final String REVOKED =
      "{\"error\":{\"code\":\"API_KEY_REVOKED\",\"message\":\"This API key has been revoked."
          + " Please generate a new key from the Dashboard.\"}}";
  private static final String NEEDS_WRITE =
      "{\"error\":{\"code\":\"INSUFFICIENT_PERMISSIONS\",\"message\":\"This API key does not have"
          + " the required 'write' scope for this endpoint.\"}}";

  /** What the rows of the table write for a secret; replaced before it is sent. */
  private static final Map<String, String> SECRETS = new TreeMap<>();

  private enum Expected {
    ACCEPTED(200, ""),
    UNKNOWN(401, UNAUTHORIZED),
    REVOKED_KEY(401, REVOKED),
    SCOPE_TOO_LOW(403, NEEDS_WRITE);

    final int status;
    final String body;

    Expected(int status, String body) {
      this.status = status;
      this.body = body;
    }
  }

  private record Row(String name, String request, Expected expected) {}

  @BeforeAll
  static void mint() {
    String account = server.newAccount();
    String good = server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret();
    String other = server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret();
    IssuedKey revoked = server.newKey(account, Environment.SANDBOX, Scope.WRITE);
    server.keys().revoke(revoked.key().id()).orElseThrow();
    SECRETS.put("{key}", good);
    SECRETS.put("{other}", other);
    SECRETS.put("{revoked}", revoked.secret());
    SECRETS.put("{read}", server.newKey(account, Environment.SANDBOX, Scope.READ).secret());
    SECRETS.put("{admin}", server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  }

  @Order(1)
  @TestFactory
  Stream<DynamicTest> everyHeaderHasItsExactAnswer() {
    return rows().map(row -> dynamicTest(row.name(), () -> check(row)));
  }

  private static Stream<Row> rows() {
    String key = SECRETS.get("{key}");
    String other = SECRETS.get("{other}");
    char last = key.charAt(key.length() - 1);
    String changed = key.substring(0, key.length() - 1) + (last == '0' ? '1' : '0');
    String live = "rf_live_" + key.substring(8);
    String borrowed = key.substring(0, 51) + other.substring(51);
    String base64 = base64(key);
    return Stream.of(
        // The header as it should be
        accepted("scheme as documented", "Authorization: Bearer {key}"),
        accepted("scheme in lower case", "Authorization: bearer {key}"),
        accepted("scheme in mixed case", "Authorization: bEaReR {key}"),
        accepted("scheme in upper case", "Authorization: BEARER {key}"),
        accepted("header name in lower case", "authorization: Bearer {key}"),
        accepted("no space after the colon", "Authorization:Bearer {key}"),
        accepted("white space around the value", "Authorization: \t Bearer {key} \t"),
        accepted("read key on a read route", "Authorization: Bearer {read}"),
        accepted("admin key on a read route", "Authorization: Bearer {admin}"),
        accepted("cookies beside a good key", "Authorization: Bearer {key}", "Cookie: key={other}"),
        accepted(
            "a good key and another one in X-Api-Key",
            "Authorization: Bearer {key}",
            "X-Api-Key: {other}"),
        accepted(
            "a good key in User-Agent too",
            "Authorization: Bearer {key}",
            "User-Agent: curl {key}"),

        // No key where it belongs
        refused("no header"),
        refused("empty header", "Authorization:"),
        refused("blank header", "Authorization:    "),
        refused("scheme alone", "Authorization: Bearer"),
        refused("scheme and a space", "Authorization: Bearer "),
        refused("key alone", "Authorization: {key}"),
        refused("key in a cookie", "Cookie: Authorization=Bearer {key}; session={key}"),
        refused("key in X-Api-Key", "X-Api-Key: {key}"),
        refused("key in Proxy-Authorization", "Proxy-Authorization: Bearer {key}"),
        refused("key in X-Authorization", "X-Authorization: Bearer {key}"),
        refused("key in User-Agent", "User-Agent: {key}"),
        refused("key in Idempotency-Key", "Idempotency-Key: {key}"),
        refused("key in Referer", "Referer: https://example.com/?key={key}"),
        refused("header name with a space", "Authorization : Bearer {key}"),
        refused("header name with a NUL", "Authorization\0: Bearer {key}"),
        refused("header name with an underscore", "Authorization_: Bearer {key}"),
        new Row(
            "key in the query",
            "GET /v1/balances?api_key={key} HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row(
            "key in the path",
            "GET /v1/payments/{key} HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row(
            "key as user information of an absolute address",
            "GET http://{key}@a/v1/balances HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row("key in a JSON field", post("{\"api_key\":\"{key}\"}"), Expected.UNKNOWN),

        // Another scheme
        refused("Basic with user and password", "Authorization: Basic " + base64("user:pass")),
        refused("Basic with the key as user", "Authorization: Basic " + base64(key + ":")),
        refused("Basic with the plain key", "Authorization: Basic {key}"),
        refused("Digest", "Authorization: Digest username=\"{key}\""),
        refused("Token", "Authorization: Token {key}"),
        refused("ApiKey", "Authorization: ApiKey {key}"),
        refused("DPoP", "Authorization: DPoP {key}"),
        refused("scheme with an s", "Authorization: Bearers {key}"),
        refused("scheme twice", "Authorization: Bearer Bearer {key}"),
        refused("scheme with a colon", "Authorization: Bearer: {key}"),
        refused("scheme with an equals sign", "Authorization: Bearer={key}"),
        refused("scheme cut short", "Authorization: Beare {key}"),
        refused("scheme with a Cyrillic letter", "Authorization: B\u00d0\u00b5arer {key}"),

        // Two of it
        refused("two tokens", "Authorization: Bearer {key} {key}"),
        refused("two keys with a comma", "Authorization: Bearer {key},{other}"),
        refused("two schemes with a comma", "Authorization: Bearer {key}, Bearer {key}"),
        refused(
            "two schemes with Basic first",
            "Authorization: Basic " + base64("a:b") + ", Bearer {key}"),
        refused(
            "two header lines, the same twice",
            "Authorization: Bearer {key}",
            "Authorization: Bearer {key}"),
        refused(
            "two header lines, the good one first",
            "Authorization: Bearer {key}",
            "Authorization: Bearer nonsense"),
        refused(
            "two header lines, the good one last",
            "Authorization: Basic " + base64("a:b"),
            "Authorization: Bearer {key}"),
        refused(
            "two header lines in different case",
            "Authorization: Bearer {key}",
            "AUTHORIZATION: Bearer {key}"),
        refused("two header lines, one empty", "Authorization:", "Authorization: Bearer {key}"),

        // White space and quotes
        refused("two spaces", "Authorization: Bearer  {key}"),
        refused("tab between", "Authorization: Bearer\t{key}"),
        refused("space and tab between", "Authorization: Bearer \t{key}"),
        refused("no space between", "Authorization: Bearer{key}"),
        refused("double quotes", "Authorization: Bearer \"{key}\""),
        refused("single quotes", "Authorization: Bearer '{key}'"),
        refused("angle brackets", "Authorization: Bearer <{key}>"),
        refused("name and value", "Authorization: Bearer token={key}"),
        refused("NUL before the key", "Authorization: Bearer \0{key}"),
        refused("NUL after the key", "Authorization: Bearer {key}\0"),
        refused(
            "NUL within the key",
            "Authorization: Bearer " + key.substring(0, 20) + "\0" + key.substring(20)),
        refused("line feed after the key", "Authorization: Bearer {key}\n"),
        refused(
            "line feed within the key",
            "Authorization: Bearer " + key.substring(0, 20) + "\n" + key.substring(20)),
        refused("escape character", "Authorization: Bearer \u001b[1m{key}"),
        refused("vertical tab after the key", "Authorization: Bearer {key}\u000b"),
        refused("delete character after the key", "Authorization: Bearer {key}\u007f"),
        refused("no-break space", "Authorization: Bearer\u00c2\u00a0{key}"),
        refused("byte-order mark", "Authorization: Bearer \u00ef\u00bb\u00bf{key}"),
        refused("zero-width space at the end", "Authorization: Bearer {key}\u00e2\u0080\u008b"),

        // Not quite the key
        refused("last character changed", "Authorization: Bearer " + changed),
        refused("live for test", "Authorization: Bearer " + live),
        refused("checksum of another key", "Authorization: Bearer " + borrowed),
        refused("one character short", "Authorization: Bearer " + key.substring(0, 56)),
        refused("one character more", "Authorization: Bearer {key}0"),
        refused("trailing full stop", "Authorization: Bearer {key}."),
        refused("trailing semicolon", "Authorization: Bearer {key};"),
        refused("trailing comma", "Authorization: Bearer {key},"),
        refused("trailing parameter", "Authorization: Bearer {key}; realm=x"),
        refused("trailing SQL", "Authorization: Bearer {key}' OR '1'='1"),
        refused("lower case", "Authorization: Bearer " + key.toLowerCase()),
        refused("upper case", "Authorization: Bearer " + key.toUpperCase()),
        refused("prefix in upper case", "Authorization: Bearer RF_TEST_" + key.substring(8)),
        refused("prefix alone", "Authorization: Bearer rf_test_"),
        refused("without its prefix", "Authorization: Bearer " + key.substring(8)),
        refused("another prefix", "Authorization: Bearer sk_test_" + key.substring(8)),
        refused("reversed", "Authorization: Bearer " + new StringBuilder(key).reverse()),
        refused("in base64", "Authorization: Bearer " + base64),
        refused("percent-encoded", "Authorization: Bearer " + key.replace("_", "%5F")),
        refused(
            "as shown in the Dashboard", "Authorization: Bearer " + utf8(ApiKeyText.display(key))),
        refused("masked with stars", "Authorization: Bearer rf_test_" + "*".repeat(49)),
        refused("57 full-width letters", "Authorization: Bearer " + utf8("\uff41".repeat(57))),
        refused(
            "full-width underscore", "Authorization: Bearer " + utf8(key.replace('_', '\uff3f'))),
        refused(
            "look-alike letters",
            "Authorization: Bearer " + utf8(key.replace('e', '\u0435').replace('f', '\u017f'))),
        refused("Latin-1 bytes", "Authorization: Bearer " + "\u00ff".repeat(57)),
        refused(
            "invented, checksum right",
            "Authorization: Bearer rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ"),
        refused(
            "invented for live, checksum right",
            "Authorization: Bearer rf_live_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1LzITd"),
        refused("the documentation's placeholder", "Authorization: Bearer YOUR_API_KEY"),
        refused("a shell variable", "Authorization: Bearer $REMITFLEX_API_KEY"),
        refused("null", "Authorization: Bearer null"),
        refused("undefined", "Authorization: Bearer undefined"),
        refused("a key id", "Authorization: Bearer key_01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        refused("a JSON Web Token", "Authorization: Bearer eyJhbGciOiJub25lIn0.e30."),
        refused("10,000 characters", "Authorization: Bearer " + "a".repeat(10_000)),
        refused(
            "good key and 10,000 spaces", "Authorization: Bearer {key}" + " ".repeat(10_000) + "x"),

        // Revoked
        row("revoked key", Expected.REVOKED_KEY, "Authorization: Bearer {revoked}"),
        new Row(
            "revoked key on an unknown route",
            "GET /nowhere HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {revoked}\r\n\r\n",
            Expected.REVOKED_KEY),
        refused(
            "revoked key beside a good one",
            "Authorization: Bearer {revoked}",
            "Authorization: Bearer {key}"),

        // Authentication before everything else
        new Row(
            "unknown route without a key",
            "GET /v1/nothing HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row(
            "wrong method without a key",
            "PATCH /v1/payments HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row(
            "unknown method without a key",
            "BREW /v1/payments HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row(
            "OPTIONS without a key",
            "OPTIONS /v1/payments HTTP/1.1\r\nHost: a\r\nOrigin: https://a\r\n\r\n",
            Expected.UNKNOWN),
        new Row(
            "TRACE without a key",
            "TRACE /v1/payments HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row(
            "bad query without a key",
            "GET /v1/payments?limit=-1&limit=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
            Expected.UNKNOWN),
        new Row("no Host and no key", "GET /v1/balances HTTP/1.1\r\n\r\n", Expected.UNKNOWN),
        new Row("broken JSON without a key", post("{"), Expected.UNKNOWN),
        new Row(
            "wrong media type without a key",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 1\r\n\r\nx",
            Expected.UNKNOWN),
        new Row(
            "compressed body without a key",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
            Expected.UNKNOWN),
        new Row(
            "body of 10^12 bytes without a key",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: 1000000000000\r\n\r\n{",
            Expected.UNKNOWN),
        new Row(
            "huge chunk without a key",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n{",
            Expected.UNKNOWN),
        new Row(
            "broken chunk without a key",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            Expected.UNKNOWN),
        new Row(
            "Expect: 100-continue with a bad key, before the body is sent",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
                + changed
                + "\r\nExpect: 100-continue\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n",
            Expected.UNKNOWN),

        // The scope before parameters and body
        new Row(
            "scope too low",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer {read}\r\nContent-Length: 0\r\n\r\n",
            Expected.SCOPE_TOO_LOW),
        new Row(
            "scope too low with a broken body",
            post("{\"amount\":", "Authorization: Bearer {read}"),
            Expected.SCOPE_TOO_LOW),
        new Row(
            "scope too low with an unknown id",
            "DELETE /v1/payments/pmt_01ARZ3NDEKTSV4RRFFQ69G5FAV HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer {read}\r\n\r\n",
            Expected.SCOPE_TOO_LOW),
        new Row(
            "scope too low with a malformed id",
            "DELETE /v1/payments/x%20y HTTP/1.1\r\nHost: a\r\n"
                + "Authorization: Bearer {read}\r\n\r\n",
            Expected.SCOPE_TOO_LOW),
        new Row(
            "scope too low with a bad idempotency key",
            "DELETE /v1/payments/x?y=%zz HTTP/1.1\r\nHost: a\r\nIdempotency-Key:\r\n"
                + "Authorization: Bearer {read}\r\n\r\n",
            Expected.SCOPE_TOO_LOW),
        new Row(
            "scope too low, Expect: 100-continue",
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {read}"
                + "\r\nExpect: 100-continue\r\nContent-Length: 100\r\n\r\n",
            Expected.SCOPE_TOO_LOW));
  }

  private static void check(Row row) {
    String request = row.request();
    for (Map.Entry<String, String> secret : SECRETS.entrySet()) {
      request = request.replace(secret.getKey(), secret.getValue());
    }
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer = connection.send(request).answer();

      assertThat(answer.status()).as(answer.body()).isEqualTo(row.expected().status);
      assertThat(answer.header("X-Request-Id").orElse("")).startsWith("req_");
      assertThat(answer.header("Content-Type")).contains("application/json");
      if (row.expected() != Expected.ACCEPTED) {
        assertThat(answer.body()).isEqualTo(row.expected().body);
      }
      if (answer.status() == 401) {
        assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
        assertThat(answer.headers()).doesNotContainKey("allow");
      } else {
        assertThat(answer.headers()).doesNotContainKey("www-authenticate");
      }
    }
  }

  @Order(2)
  @Test
  void tenMegabytesInOneHeaderAreRejectedQuickly() {
    byte[] large = new byte[10 * 1024 * 1024];
    Arrays.fill(large, (byte) 'a');
    try (RawConnection connection = new RawConnection(server.port())) {
      long start = System.nanoTime();

      RawConnection.Answer answer =
          connection
              .send("GET /v1/balances HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ")
              .sendUnlessRefused(large)
              .answer();

      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.errorCode()).isEqualTo("HEADERS_TOO_LARGE");
      assertThat(System.nanoTime() - start)
          .isLessThan(Seeded.limit(Duration.ofSeconds(30), Duration.ofSeconds(2)).toNanos());
      assertThat(connection.isClosedByServer()).isTrue();
    }
  }

  @Order(2)
  @Test
  void aLineBreakInTheHeaderIsNotWellFormed() {
    for (String header :
        List.of(
            "Authorization: Bearer\r\n {key}",
            "Authorization:\r\n\tBearer {key}",
            "Authorization: Bearer {key}\rX: y")) {
      try (RawConnection connection = new RawConnection(server.port())) {
        String request = "GET /v1/balances HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n";
        RawConnection.Answer answer =
            connection.send(request.replace("{key}", SECRETS.get("{key}"))).answer();

        assertThat(answer.status()).as(header).isEqualTo(400);
        assertThat(answer.errorCode()).isEqualTo("VALIDATION_ERROR");
        assertThat(connection.isClosedByServer()).isTrue();
      }
    }
  }

  @Order(2)
  @Test
  void aRejectedRequestHasNoRateLimitHeaders() {
    try (RawConnection connection = new RawConnection(server.port())) {
      RawConnection.Answer answer =
          connection.send("GET /v1/balances HTTP/1.1\r\nHost: a\r\n\r\n").answer();

      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("x-ratelimit"));
      assertThat(answer.headers()).doesNotContainKey("set-cookie");
    }
  }

  /** A key in the wrong place of a request, which does not change the response. */
  @Order(2)
  @Test
  void aMisplacedKeyChangesNoResponseAndIsNeverShown() {
    String key = SECRETS.get("{key}");
    ApiClient client = server.client(key);
    List<ApiClient.Answer> answers =
        List.of(
            client.post(
                "/v1/payments",
                ("{\"amount\":100,\"currency\":\"USDC\",\"reference\":\"{key}\","
                        + "\"metadata\":{\"note\":\"key is {key}!\",\"x\":\"\\u0072{tail}\"}}")
                    .replace("{key}", key)
                    .replace("{tail}", key.substring(1)),
                key),
            client.post("/v1/payments", "{\"" + key + "\":1}"),
            client.post("/v1/payments", "{\"amount\":1,\"currency\":\"" + key + "\"}"),
            client.post(
                "/v1/payments",
                "{\"amount\":1,\"currency\":\"USDC\",\"destination\":\"" + key + "\"}"),
            client.get("/v1/payments?limit=" + key),
            client.get("/v1/payments?" + key + "=1"),
            client.get("/v1/payments?" + key.replace("_", "%5f") + "=1"),
            client.get("/v1/payments/" + key),
            client.get("/" + key),
            client.send(client.request("/v1/balances").header("User-Agent", key).GET()),
            client.send(client.request("/v1/balances").header("Cookie", "k=" + key).GET()));

    assertThat(answers)
        .as(answers.getFirst().text())
        .extracting(ApiClient.Answer::status)
        .containsExactly(201, 400, 400, 400, 400, 400, 400, 404, 404, 200, 200);
    assertThat(answers).noneMatch(answer -> answer.text().contains(key));
  }

  @Order(3)
  @Test
  void noKeyIsInTheLogs() {
    String key = SECRETS.get("{key}");
    LoggerFactory.getLogger("com.remitflex.probe").warn("a key in a message: {}", key);

    assertThat(logs.text()).contains(ApiKeyText.display(key));
    assertThat(SECRETS.values()).noneMatch(secret -> logs.text().contains(secret));
  }

  @Order(3)
  @Test
  void noKeyIsInTheDatabase() {
    StringBuilder dump = new StringBuilder();
    server
        .database()
        .use(handle -> {
          List<String> tables =
              handle
                  .createQuery(
                      """
                      SELECT format('%I.%I', table_schema, table_name)
                      FROM information_schema.tables
                      WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
                      """)
                  .mapTo(String.class)
                  .list();
          for (String table : tables) {
            handle
                .createQuery("SELECT t::text FROM " + table + " t")
                .mapTo(String.class)
                .forEach(row -> dump.append(row).append('\n'));
          }
        });

    assertThat(dump.toString()).contains(ApiKeyText.display(SECRETS.get("{key}")));
    for (String secret : SECRETS.values()) {
      String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.US_ASCII));
      assertThat(dump.indexOf(secret)).as("plain").isNegative();
      assertThat(dump.indexOf(hex)).as("as bytes").isNegative();
      assertThat(dump.indexOf(base64(secret))).as("as base64").isNegative();
    }
  }

  private static Row accepted(String name, String... headers) {
    return row(name, Expected.ACCEPTED, headers);
  }

  private static Row refused(String name, String... headers) {
    return row(name, Expected.UNKNOWN, headers);
  }

  private static Row row(String name, Expected expected, String... headers) {
    StringBuilder request = new StringBuilder("GET /v1/balances HTTP/1.1\r\nHost: a\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return new Row(name, request.append("\r\n").toString(), expected);
  }

  /** A payment with this body; the body's length is that with the real key in it. */
  private static String post(String body, String... headers) {
    int length = body.replace("{key}", SECRETS.get("{key}")).length();
    return "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + String.join("", Arrays.stream(headers).map(header -> header + "\r\n").toList())
        + "Content-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The UTF-8 bytes of this text, each as one character. */
  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
