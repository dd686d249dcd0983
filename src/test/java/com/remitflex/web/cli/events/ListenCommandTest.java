package com.remitflex.web.cli.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.events.EventTypes;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.CommandProcess;
import com.remitflex.testing.Commands;
import com.remitflex.testing.Ended;
import com.remitflex.testing.ForwardTarget;
import com.remitflex.testing.ForwardTarget.Received;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands `listen` and `trigger`. */
@Tag("process")
class ListenCommandTest {
  private static final Pattern SECRET = Pattern.compile("Signing secret: (whsec_\\S+)");

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "300",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_REVIEW_MILLIS", "100",
              "REMITFLEX_SANDBOX_BLOCK_MILLIS", "20"));

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
  private final IssuedKey reader = server.newKey(account, Environment.SANDBOX, Scope.READ);

  @TempDir private Path directory;

  private CommandProcess listen(ForwardTarget receiver, String... more) {
    String[] command = new String[7 + more.length];
    System.arraycopy(
        new String[] {
          "listen",
          "--server",
          "http://127.0.0.1:" + server.port(),
          "--forward-to",
          receiver.url(),
          "--state",
          directory.resolve("state.json").toString()
        },
        0,
        command,
        0,
        7);
    System.arraycopy(more, 0, command, 7, more.length);
    return CommandProcess.start(directory, Map.of("REMITFLEX_API_KEY", reader.secret()), command);
  }

  private void pay() {
    assertThat(client.post("/v1/payments", PaymentBody.of("100", "USDC").toString()).status())
        .isEqualTo(201);
  }

  private static long seq(Received received) {
    return Json.trusted(new String(received.body(), StandardCharsets.UTF_8)).path("seq").asLong();
  }

  private static String secret(CommandProcess listen) {
    Matcher secret = SECRET.matcher(listen.awaitOutput("Signing secret: "));
    assertThat(secret.find()).isTrue();
    return secret.group(1);
  }

  private static byte[] mac(byte[] key, byte[] content) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(content);
  }

  /** Signed as the page of the manual says, with the body that the API returns. */
  private void assertSigned(Received received, String secret) throws Exception {
    String body = new String(received.body(), StandardCharsets.UTF_8);
    String id = received.headers().get("webhook-id");
    assertThat(client.get("/v1/events/" + id).text()).isEqualTo(body);
    String content = id + "." + received.headers().get("webhook-timestamp") + "." + body;
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    assertThat(received.headers().get("webhook-signature").split(" "))
        .contains(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac(key, content.getBytes(StandardCharsets.UTF_8))));
    assertThat(received.headers().get("x-remitflex-signature"))
        .isEqualTo(
            "sha256="
                + HexFormat.of()
                    .formatHex(mac(secret.getBytes(StandardCharsets.UTF_8), received.body())));
  }

  @Test
  void eventsAreForwardedSignedAndNoneIsLostOverPausesAndRestarts() throws Exception {
    ForwardTarget receiver = ForwardTarget.start(0);
    long expected = 2;
    String secret;
    try (CommandProcess listen = listen(receiver)) {
      secret = secret(listen);
      pay();
      for (int i = 0; i < 4; i++) {
        Received received = receiver.next();
        assertSigned(received, secret);
        assertThat(seq(received)).isEqualTo(++expected);
      }
      listen.awaitOutput("payment.delivered");
      assertThat(listen.output()).contains("→ 200 (", "#3 ");

      listen.pause();
      pay();
      listen.resume();
      for (int i = 0; i < 4; i++) {
        assertThat(seq(receiver.next())).isEqualTo(++expected);
      }
      receiver.close();
      pay();
      receiver = ForwardTarget.start(receiver.port());
      for (int i = 0; i < 4; i++) {
        assertThat(seq(receiver.next())).isEqualTo(++expected);
      }
      try (CommandProcess second = listen(receiver)) {
        assertThat(second.awaitEnd()).isEqualTo(1);
        assertThat(second.errors()).contains("Another listen");
      }
      listen.awaitOutput("#" + expected);
    }
    pay();
    receiver.respond(500);
    try (CommandProcess listen = listen(receiver)) {
      assertThat(secret(listen)).isEqualTo(secret);
      // Killed between a delivery and its note, it sends the last one again.
      long first = seq(receiver.next());
      assertThat(first).isBetween(expected, expected + 1);
      for (expected = first; expected < 18; ) {
        assertThat(seq(receiver.next())).isEqualTo(++expected);
      }
      listen.awaitOutput("→ 500 (");

      client.delete("/v1/api-keys/" + reader.key().id());
      assertThat(listen.awaitEnd()).isEqualTo(1);
      assertThat(listen.errors()).contains("This API key has been revoked.");
    } finally {
      receiver.close();
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("state.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void onlyTheChosenTypesAreForwarded() {
    try (ForwardTarget receiver = ForwardTarget.start(0)) {
      pay();
      try (CommandProcess listen =
          listen(receiver, "--events", "payment.settled,api_key.*", "--after-seq", "0")) {
        assertThat(seq(receiver.next())).isEqualTo(1);
        assertThat(seq(receiver.next())).isEqualTo(2);
        assertThat(new String(receiver.next().body(), StandardCharsets.UTF_8))
            .contains("payment.settled");
        listen.awaitOutput("payment.settled");
      }
      assertThat(receiver.waiting()).isZero();
    }
  }

  private Ended run(String key, String... command) {
    return Commands.run(Map.of("REMITFLEX_API_KEY", key), command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ftp://localhost/x | rf_test_0 | http or https URL",
        "http://user@localhost/x | rf_test_0 | http or https URL",
        "http://localhost:1/x | '' | REMITFLEX_API_KEY",
        "http://localhost:1/x | rf_live_0 | sandbox only",
        "http://localhost:1/x | rf_test_0 | No server responds at http://127.0.0.1:1."
      })
  void aMistakeIsExplained(String target, String key, String message) {
    Ended ended = run(key, "listen", "--server", "http://127.0.0.1:1", "--forward-to", target);

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains(message);
  }

  @Test
  void anUnknownKeyOrTypeIsExplained() {
    String url = "http://127.0.0.1:" + server.port();
    Ended unknown =
        run("rf_test_0", "listen", "--server", url, "--forward-to", "http://localhost:1/");
    assertThat(unknown.err()).contains("No valid API key was provided.");
    Ended type =
        run(
            "rf_test_0",
            "listen",
            "--server",
            url,
            "--forward-to",
            "http://localhost:1/",
            "--events",
            "payment.exploded");
    assertThat(type.err()).contains("No event has the type payment.exploded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "payment.created",
        "payment.processing",
        "payment.settled",
        "payment.delivered",
        "payment.failed",
        "payment.cancelled",
        "payment.returned",
        "offramp.processing",
        "offramp.settled",
        "offramp.delivered",
        "offramp.failed",
        "offramp.returned",
        "conversion.completed",
        "compliance.review_required",
        "compliance.approved",
        "deposit.pending",
        "deposit.credited",
        "deposit.dropped",
        "deposit.held",
        "api_key.created",
        "api_key.rolled",
        "api_key.revoked",
        "api_key.usage_alert"
      })
  void triggerMakesEachTypeHappen(String type) {
    Ended ended =
        run(client.key(), "trigger", type, "--server", "http://127.0.0.1:" + server.port());

    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("POST /v1/", "\"type\" : \"" + type + "\"");
    JsonNode event =
        Json.trusted(
            ended
                .out()
                .substring(ended.out().indexOf("\n{") + 1, ended.out().lastIndexOf("\n}") + 2));
    assertThat(client.get("/v1/events/" + event.path("id").asText()).json().toString())
        .isEqualTo(event.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account.verified | accounts verify",
        "compliance.rejected | in the Dashboard",
        "corridor.status_changed | operator console",
        "webhook.test | belongs to one endpoint",
        "payment.exploded | No event has the type"
      })
  void whatCannotBeCausedIsExplained(String type, String message) {
    Ended ended = run(client.key(), "trigger", type);

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains(message);
  }

  /** So that a type that is added later is not forgotten here. */
  @Test
  void eachTypeCanBeCausedOrItIsExplainedWhyNot() {
    assertThat(Stream.concat(Trigger.ALL.keySet().stream(), Trigger.IMPOSSIBLE.keySet().stream()))
        .containsExactlyInAnyOrderElementsOf(EventTypes.ALL);
  }

  @Test
  void aReadKeyCannotTrigger() {
    Ended ended =
        run(
            reader.secret(),
            "trigger",
            "payment.created",
            "--server",
            "http://127.0.0.1:" + server.port());

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("required 'write' scope");
  }
}
