package com.remitflex.features.leaks.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.testing.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, their forms, and what is no signature. */
class EcdsaP256Test {
  /** Test vectors of Project Wycheproof, where they lie beside the checkout. */
  private static final Path WYCHEPROOF =
      Path.of("..", "shared", "corpora", "wycheproof", "ecdsa_secp256r1_sha256_test.json");

  /** The key, the body and the signature of an example in the program's public documentation. */
  private static final String PUBLISHED_KEY =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE9MJJHnMfn2+H4xL4YaPDA4RpJqUqkCmRCBnYERxZanmcpzQSXs1X"
          + "/AljlKkbJ8qpVIW4clayyef9gWhFbNHWAA==";

  private static final String PUBLISHED_BODY =
      "[{\"token\":\"some_token\",\"type\":\"some_type\",\"url\":\"some_url\"}]";

  private static final String PUBLISHED_SIGNATURE =
      "MEUCIQDKZokqnCjrRtw0tni+2Ltvl/uiMJ1EGumEsp1BsNr32AIgQY1YXD2nlj+XNfGK4rBfkMJ1JDOQcYXxa2sY8"
          + "FNkrKc=";

  private static ECPublicKey publishedKey() {
    return EcdsaP256.key(Base64.getDecoder().decode(PUBLISHED_KEY)).orElseThrow();
  }

  private static byte[] publishedSignature() {
    return Base64.getDecoder().decode(PUBLISHED_SIGNATURE);
  }

  @Test
  void everyVectorOfWycheproofIsJudgedAsItSays() throws IOException {
    assumeTrue(Files.exists(WYCHEPROOF), () -> "no vectors at " + WYCHEPROOF);
    List<String> wrong = new ArrayList<>();
    int vectors = 0;
    for (JsonNode group : new ObjectMapper().readTree(WYCHEPROOF.toFile()).path("testGroups")) {
      ECPublicKey key = EcdsaP256.key(hex(group.path("publicKeyDer"))).orElseThrow();
      for (JsonNode vector : group.path("tests")) {
        vectors++;
        boolean verified =
            EcdsaP256.verifies(key, hex(vector.path("msg")), hex(vector.path("sig")));
        if (verified != vector.path("result").asText().equals("valid")) {
          wrong.add(vector.path("tcId") + " " + vector.path("comment").asText());
        }
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(vectors).isGreaterThan(400);
  }

  private static byte[] hex(JsonNode text) {
    return HexFormat.of().parseHex(text.asText());
  }

  @Test
  void thePublishedExampleIsVerified() {
    assertThat(
            EcdsaP256.verifies(
                publishedKey(),
                PUBLISHED_BODY.getBytes(StandardCharsets.UTF_8),
                publishedSignature()))
        .isTrue();
  }

  /** A fast run changes a fifth of the places. */
  @Test
  void noChangedByteAndNoChangedBitOfTheSignatureIsAccepted() {
    byte[] body = PUBLISHED_BODY.getBytes(StandardCharsets.UTF_8);
    int step = Seeded.step(5);
    for (int at = 0; at < body.length; at += step) {
      byte[] changed = body.clone();
      changed[at] ^= (byte) (1 << at % 8);
      assertThat(EcdsaP256.verifies(publishedKey(), changed, publishedSignature())).isFalse();
    }
    for (int bit = 0; bit < publishedSignature().length * 8; bit += step) {
      byte[] changed = publishedSignature();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(EcdsaP256.verifies(publishedKey(), body, changed)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void aSignatureThatIsCutOrGoesOnIsNone() {
    byte[] body = PUBLISHED_BODY.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < publishedSignature().length; length++) {
      byte[] cut = java.util.Arrays.copyOf(publishedSignature(), length);
      assertThat(EcdsaP256.verifies(publishedKey(), body, cut)).isFalse();
    }
    byte[] longer = java.util.Arrays.copyOf(publishedSignature(), 80);
    assertThat(EcdsaP256.verifies(publishedKey(), body, longer)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp384r1", "secp521r1"})
  void aKeyOfAnotherCurveIsNone(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));

    assertThat(EcdsaP256.key(generator.generateKeyPair().getPublic().getEncoded())).isEmpty();
    assertThat(EcdsaP256.key(new byte[] {1, 2, 3})).isEmpty();
  }
}
