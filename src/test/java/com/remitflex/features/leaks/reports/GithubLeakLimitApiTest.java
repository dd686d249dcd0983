package com.remitflex.features.leaks.reports;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A flood of reports in GitHub's name is rejected before any signature is checked. */
class GithubLeakLimitApiTest {
  private static final int LIMIT = 3;
  private static final KeyPair GITHUB = pair();

  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_GITHUB_KEYS",
              file(),
              "REMITFLEX_LEAK_REPORTS_PER_MINUTE",
              Integer.toString(LIMIT)));

  private static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String file() {
    try {
      Path file = Files.createTempFile("github", ".pem");
      file.toFile().deleteOnExit();
      Files.writeString(
          file,
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(GITHUB.getPublic().getEncoded())
              + "\n-----END PUBLIC KEY-----\n");
      return file.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int send(String body, String signed) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(GITHUB.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.UTF_8));
      return new ApiClient(server.port(), "")
          .send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + server.port() + "/leaks/github"))
                  .header("Content-Type", "application/json")
                  .header("Github-Public-Key-Identifier", "any")
                  .header(
                      "Github-Public-Key-Signature",
                      Base64.getEncoder().encodeToString(signature.sign()))
                  .POST(BodyPublishers.ofString(body)))
          .status();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void reportsOverTheLimitAreNotReadAndGenuineOnesDoNotCount() {
    for (int i = 0; i < 2 * LIMIT; i++) {
      assertThat(send("[]", "[]")).as("a genuine report").isEqualTo(200);
    }
    for (int i = 0; i < LIMIT; i++) {
      assertThat(send("[]", "[1]")).isEqualTo(401);
    }
    assertThat(send("[]", "[1]")).as("the one that is read in this second").isEqualTo(429);
    assertThat(send("[]", "[]")).as("it is not read").isEqualTo(429);
    Await.until("a genuine report is read again", () -> send("[]", "[]") == 200);
  }
}
