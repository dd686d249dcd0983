package com.remitflex.features.leaks.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestServer;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** POST /leaks/github, from the other side of the protocol. */
class GithubLeakApiTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final KeyPair GITHUB = pair();
  private static final KeyPair STRANGER = pair();
  private static final String ID =
      "bcb53661c06b4728e59d897fb6165d5c9cda0fd9cdf9d09ead458168deb7518c";
  private static final AtomicInteger asked = new AtomicInteger();
  private static final HttpServer keys = keyServer();

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_GITHUB_KEYS",
              "http://127.0.0.1:" + keys.getAddress().getPort() + "/meta",
              "REMITFLEX_LEAK_REPORTS_PER_MINUTE",
              "0"));

  private final String account = server.newAccount();

  @AfterAll
  static void stop() {
    keys.stop(0);
  }

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pair.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The list of keys in the form in which GitHub gives it. */
  private static String list() {
    com.fasterxml.jackson.databind.node.ObjectNode list = MAPPER.createObjectNode();
    list.putArray("public_keys")
        .addObject()
        .put("key_identifier", ID)
        .put("key", pem(GITHUB))
        .put("is_current", true);
    return list.toString();
  }

  private static HttpServer keyServer() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/meta",
          exchange -> {
            asked.incrementAndGet();
            byte[] body = list().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IssuedKey key() {
    return server.newKey(account, Environment.SANDBOX, Scope.WRITE);
  }

  private boolean works(String secret) {
    return server.client(secret).get("/v1/balances").status() == 200;
  }

  private static String report(String... tokens) {
    ArrayNode report = MAPPER.createArrayNode();
    for (String token : tokens) {
      report
          .addObject()
          .put("token", token)
          .put("type", "remitflex_api_key")
          .put("url", "https://github.com/octocat/Hello-World/blob/1234/foo.txt")
          .put("source", "content");
    }
    return report.toString();
  }

  private static String sign(KeyPair pair, String body) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(pair.getPrivate());
      signer.update(body.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder request(String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/leaks/github"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private static Answer send(String body, String identifier, String signature) {
    return new ApiClient(server.port(), "")
        .send(
            request(body)
                .header("Github-Public-Key-Identifier", identifier)
                .header("Github-Public-Key-Signature", signature));
  }

  @Test
  void aSignedReportRevokesAtOnceAndTellsWhatWasReal() throws Exception {
    IssuedKey key = key();
    String unknown = MintedSecrets.key(ApiKeyFormat.generate(Environment.LIVE));
    String body = report(key.secret(), unknown, "garbage");

    Answer answer = send(body, ID, sign(GITHUB, body));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode verdicts = answer.json();
    assertThat(verdicts).hasSize(3);
    assertThat(verdicts.findValuesAsText("label"))
        .containsExactly("true_positive", "false_positive", "false_positive");
    assertThat(verdicts.findValuesAsText("token_type")).containsOnly("remitflex_api_key");
    assertThat(verdicts.path(0).path("token_hash").asText())
        .isEqualTo(
            HexFormat.of()
                .formatHex(
                    MessageDigest.getInstance("SHA-256")
                        .digest(key.secret().getBytes(StandardCharsets.UTF_8))));
    Await.until(() -> !works(key.secret()));
    String details =
        server
            .database()
            .with(handle ->
                handle
                    .createQuery(
                        "SELECT details::text FROM audit_entry WHERE subject = :id"
                            + " AND action = 'api_key.revoked'")
                    .bind("id", key.key().id())
                    .mapTo(String.class)
                    .one());
    assertThat(details)
        .contains("github", "https://github.com/octocat/Hello-World/blob/1234/foo.txt (content)");
  }

  @Test
  void aReplayedReportHasNoSecondEffect() {
    IssuedKey key = key();
    String body = report(key.secret());
    String signature = sign(GITHUB, body);
    send(body, ID, signature);
    Await.until(() -> !works(key.secret()));

    Answer again = send(body, ID, signature);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path(0).path("label").asText()).isEqualTo("true_positive");
    Await.until(() -> count("SELECT count(*) FROM leak_report") == 0);
    assertThat(
            count(
                "SELECT count(*) FROM event WHERE type = 'api_key.revoked' AND account_id = '"
                    + account
                    + "'"))
        .isEqualTo(1);
  }

  private static long count(String sql) {
    return server.database().with(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  @Test
  void forgedAndAlteredReportsHaveNoEffect() {
    IssuedKey key = key();
    String body = report(key.secret());
    String signature = sign(GITHUB, body);

    List<Answer> answers =
        List.of(
            send(body, ID, sign(STRANGER, body)),
            send(body + " ", ID, signature),
            send(body.replace("content", "Content"), ID, signature),
            send(body, "another", signature),
            send(body, ID, sign(GITHUB, report("x"))),
            send(body, ID, "not base64"),
            send(body, ID, "AAAA"),
            new ApiClient(server.port(), "").send(request(body)),
            new ApiClient(server.port(), "")
                .send(request(body).header("Github-Public-Key-Identifier", ID)),
            new ApiClient(server.port(), "")
                .send(
                    request(body)
                        .header("Github-Public-Key-Identifier", ID)
                        .header("Github-Public-Key-Signature", signature)
                        .header("Github-Public-Key-Signature", signature)));

    assertThat(answers).extracting(Answer::status).containsOnly(401);
    assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
    assertThat(count("SELECT count(*) FROM leak_report")).isZero();
    assertThat(works(key.secret())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "[{\"token\": 1, \"type\": \"x\"}]", "[", "", "[{}]"})
  void aSignedBodyOfAnotherFormIsRefused(String body) {
    assertThat(send(body, ID, sign(GITHUB, body)).status()).isEqualTo(400);
  }

  @Test
  void anEmptyReportIsAnsweredWithNothing() {
    assertThat(send("[]", ID, sign(GITHUB, "[]")).text()).isEqualTo("[]");
  }

  @Test
  void anUnknownKeyIsAskedForOnceAMinuteAtMost() {
    for (int i = 0; i < 20; i++) {
      send("[]", "unknown-" + i, sign(GITHUB, "[]"));
    }

    assertThat(asked.get()).isBetween(1, 3);
  }

  /** The server of the keys answers the first request, and hangs at every further one. */
  @Test
  void aReportWithAKnownKeyDoesNotWaitForTheFetchOfAnUnknownOne() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger requests = new AtomicInteger();
    HttpServer slow =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slow.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    slow.createContext(
        "/meta",
        exchange -> {
          if (requests.incrementAndGet() > 1) {
            hangs.countDown();
            awaitQuietly(release);
          }
          byte[] body = list().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    slow.start();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      GithubKeys keys =
          GithubKeys.from(
              "http://127.0.0.1:" + slow.getAddress().getPort() + "/meta", Duration.ZERO);
      assertThat(keys.find(ID)).containsExactly(pinned(GITHUB));
      List<Future<Integer>> unknown =
          Stream.generate(() -> threads.submit(() -> keys.find("unknown").size()))
              .limit(50)
              .toList();
      hangs.await();

      assertThat(threads.submit(() -> keys.find(ID)).get(1_500, TimeUnit.MILLISECONDS))
          .containsExactly(pinned(GITHUB));
      for (Future<Integer> one : unknown) {
        assertThat(one.get(8, TimeUnit.SECONDS)).isZero();
      }
      assertThat(requests).as("fetches, of which one hangs").hasValue(2);
      release.countDown();
    } finally {
      release.countDown();
      slow.stop(0);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void keysArePinnedByAFileOfEitherForm(@TempDir Path directory) throws IOException {
    Path json = Files.writeString(directory.resolve("keys.json"), list());
    Path pems = Files.writeString(directory.resolve("keys.pem"), pem(STRANGER) + pem(GITHUB));
    Path none = Files.writeString(directory.resolve("none"), "nothing");

    assertThat(GithubKeys.from(json.toString()).find(ID)).containsExactly(pinned(GITHUB));
    assertThat(GithubKeys.from(json.toString()).find("another")).isEmpty();
    assertThat(GithubKeys.from(pems.toString()).find(ID))
        .containsExactly(pinned(STRANGER), pinned(GITHUB));
    for (String wrong :
        List.of(none.toString(), directory.resolve("missing").toString(), "http://example.com/")) {
      assertThatThrownBy(() -> GithubKeys.from(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static java.security.interfaces.ECPublicKey pinned(KeyPair pair) {
    return EcdsaP256.key(pair.getPublic().getEncoded()).orElseThrow();
  }
}
