package com.remitflex.features.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.remitflex.features.webhooks.signing.Ed25519;
import com.remitflex.features.webhooks.signing.SignatureCheck;
import com.remitflex.features.webhooks.signing.SignatureCheck.Checked;
import com.remitflex.features.webhooks.signing.SignatureCheck.Outcome;
import com.remitflex.features.webhooks.signing.SigningKeys;
import com.remitflex.features.webhooks.signing.WebhookSecret;
import com.remitflex.features.webhooks.signing.WebhookSignature;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signatures are those that programs of others verify. */
@Tag("process")
class WebhookSignatureTest {
  private static final String ID = "evt_01M85VF36EVWJ8ZAB62EHGK2J3";
  private static final String TEXT =
      "{\"id\":\"" + ID + "\",\"type\":\"payment.created\",\"data\":{\"note\":\"Grüße ✓\"}}";
  private static final byte[] BODY = TEXT.getBytes(StandardCharsets.UTF_8);

  private final String secret = WebhookSecret.next();
  private final byte[] seed = Ed25519.newSeed();
  private final SigningKeys keys = new SigningKeys(List.of(secret), seed);
  private final Instant now = Instant.now();
  private final Map<String, String> headers = WebhookSignature.headers(keys, ID, now, BODY);

  private static HttpHeaders http(Map<String, String> headers) {
    return HttpHeaders.of(
        headers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue()))),
        (name, value) -> true);
  }

  @Test
  void theLibraryOfStandardWebhooksVerifiesThem() throws Exception {
    new Webhook(secret).verify(TEXT, http(headers));
    assertThatThrownBy(() -> new Webhook(secret).verify(TEXT + " ", http(headers)))
        .isInstanceOf(WebhookVerificationException.class);
    assertThatThrownBy(() -> new Webhook(WebhookSecret.next()).verify(TEXT, http(headers)))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void bothSecretsOfARotationVerify() throws Exception {
    String next = WebhookSecret.next();
    Map<String, String> both =
        WebhookSignature.headers(new SigningKeys(List.of(next, secret), seed), ID, now, BODY);
    new Webhook(secret).verify(TEXT, http(both));
    new Webhook(next).verify(TEXT, http(both));
    assertThat(both.get("X-RemitFlex-Signature").split(",")).hasSize(2);
  }

  private static String run(Path directory, String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + Files.readString(directory.resolve("out")).strip();
  }

  @Test
  void opensslComputesTheSameSignatures(@TempDir Path directory) throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "openssl"))));
    Files.write(directory.resolve("body"), BODY);
    String timestamp = headers.get("webhook-timestamp");
    Files.write(
        directory.resolve("signed"),
        (ID + "." + timestamp + "." + TEXT).getBytes(StandardCharsets.UTF_8));

    assertThat(run(directory, "openssl", "dgst", "-sha256", "-hmac", secret, "body"))
        .endsWith("= " + headers.get("X-RemitFlex-Signature").substring("sha256=".length()));

    Files.writeString(directory.resolve("key.pem"), Ed25519.pem(Ed25519.publicKey(seed)));
    Files.write(
        directory.resolve("signature"),
        Base64.getDecoder().decode(signature("v1a,").orElseThrow()));
    assertThat(
            run(
                directory,
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                "key.pem",
                "-rawin",
                "-in",
                "signed",
                "-sigfile",
                "signature"))
        .isEqualTo("0 Signature Verified Successfully");
    assertThat(
            run(
                directory,
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                "key.pem",
                "-rawin",
                "-in",
                "body",
                "-sigfile",
                "signature"))
        .doesNotStartWith("0");
  }

  /** Verifies each case, and prints one word for it. */
  private static final String NODE =
      """
      const { Webhook } = require("standardwebhooks");
      for (const line of require("fs").readFileSync(0, "utf8").trim().split("\\n")) {
        const [secret, id, timestamp, signature, body] = line.split("\\t");
        const headers = {
          "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
        try {
          new Webhook(secret).verify(Buffer.from(body, "base64").toString("utf8"), headers);
          console.log("accepted");
        } catch (error) {
          console.log(error.constructor.name);
        }
      }
      """;

  private static String line(String key, Map<String, String> given, byte[] body) {
    return String.join(
        "\t",
        key,
        given.get("webhook-id"),
        given.get("webhook-timestamp"),
        given.get("webhook-signature"),
        Base64.getEncoder().encodeToString(body));
  }

  @Test
  void theLibraryForNodeVerifiesThem(@TempDir Path directory) throws Exception {
    Path library = Path.of("ops/standard-webhooks/node_modules").toAbsolutePath();
    assumeTrue(
        Files.isDirectory(library.resolve("standardwebhooks")),
        "the package of ops/standard-webhooks is not installed: ./remitflex setup installs it");
    String next = WebhookSecret.next();
    Map<String, String> both =
        WebhookSignature.headers(new SigningKeys(List.of(next, secret), seed), ID, now, BODY);
    Map<String, String> stale =
        WebhookSignature.headers(keys, ID, now.minus(Duration.ofMinutes(6)), BODY);
    Path cases =
        Files.write(
            directory.resolve("cases"),
            List.of(
                line(secret, headers, BODY),
                line(secret, both, BODY),
                line(next, both, BODY),
                line(next, headers, BODY),
                line(secret, headers, (TEXT + " ").getBytes(StandardCharsets.UTF_8)),
                line(secret, stale, BODY)));
    ProcessBuilder node =
        new ProcessBuilder("node", "-e", NODE)
            .redirectInput(cases.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile());
    node.environment().put("NODE_PATH", library.toString());
    Process process = node.start();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    String rejected = "WebhookVerificationError";
    assertThat(Files.readAllLines(directory.resolve("out")))
        .containsExactly("accepted", "accepted", "accepted", rejected, rejected, rejected);
  }

  private Optional<String> signature(String version) {
    return Stream.of(headers.get("webhook-signature").split(" ", -1))
        .filter(one -> one.startsWith(version))
        .map(one -> one.substring(version.length()))
        .findFirst();
  }

  @Test
  void theJdkVerifiesThePublicKey() throws Exception {
    String pem = Ed25519.pem(Ed25519.publicKey(seed)).replaceAll("-----[A-Z ]+-----|\n", "");
    PublicKey key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(key);
    verifier.update(
        (ID + "." + headers.get("webhook-timestamp") + "." + TEXT)
            .getBytes(StandardCharsets.UTF_8));
    assertThat(verifier.verify(Base64.getDecoder().decode(signature("v1a,").orElseThrow())))
        .isTrue();
  }

  private Map<String, Outcome> check(
      Map<String, String> given, byte[] body, List<String> secrets, byte[] key, Instant at) {
    return SignatureCheck.of(given, body, secrets, Optional.of(key), at).stream()
        .collect(Collectors.toMap(Checked::scheme, Checked::outcome));
  }

  @Test
  void theCheckTellsValidFromInvalidAbsentAndStale() {
    byte[] key = Ed25519.publicKey(seed);
    assertThat(check(headers, BODY, List.of(secret), key, now).values())
        .hasSize(3)
        .containsOnly(Outcome.VALID);
    assertThat(check(headers, new byte[] {1}, List.of(secret), key, now).values())
        .containsOnly(Outcome.INVALID);
    assertThat(
            check(
                    headers,
                    BODY,
                    List.of(WebhookSecret.next()),
                    Ed25519.publicKey(Ed25519.newSeed()),
                    now)
                .values())
        .containsOnly(Outcome.INVALID);
    assertThat(check(Map.of(), BODY, List.of(secret), key, now).values())
        .containsOnly(Outcome.ABSENT);
    assertThat(check(headers, BODY, List.of(secret), key, now.plusSeconds(301)))
        .containsEntry("v1", Outcome.STALE)
        .containsEntry("v1a", Outcome.STALE)
        .containsEntry("X-RemitFlex-Signature", Outcome.VALID);
    Map<String, String> forged = new HashMap<>(headers);
    forged.put("webhook-signature", "v1a,!!! v1,");
    assertThat(check(forged, BODY, List.of(secret), key, now))
        .containsEntry("v1", Outcome.INVALID)
        .containsEntry("v1a", Outcome.INVALID);
  }
}
