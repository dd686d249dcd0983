package com.remitflex.platform.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHasherTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
  private static final byte[] PEPPER =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  /** Test vectors of Project Wycheproof, where they lie beside the checkout. */
  private static final Path WYCHEPROOF =
      Path.of("..", "shared", "corpora", "wycheproof", "hmac_sha256_test.json");

  private final KeyHasher hasher = new KeyHasher(PEPPER);

  @Test
  void theHashOfTheVectorIsAsPublished() {
    assertThat(hex(hasher.hash(KEY)))
        .isEqualTo("accc231f1f4a06649883b436a2af4270d67db9d8807b73bb3a43b87289be8cac");
  }

  /** RFC 4231, test cases 1 to 4 and 6; `0b*20` is the byte 0b twenty times. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # Hi There
          0b*20, 4869205468657265, \
            b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7
          # Jefe: what do ya want for nothing?
          4a656665*1, 7768617420646f2079612077616e7420666f72206e6f7468696e673f, \
            5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
          aa*20, dd*50, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe
          0102030405060708090a0b0c0d0e0f10111213141516171819*1, cd*50, \
            82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b
          # Test Using Larger Than Block-Size Key - Hash Key First
          aa*131, 54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65\
          204b6579202d2048617368204b6579204669727374, \
            60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54
          """)
  void theHashIsHmacSha256(String key, String data, String tag) {
    assertThat(hex(new KeyHasher(repeated(key)).hmac(repeated(data)))).isEqualTo(tag);
  }

  @Test
  void theHashPassesTheWycheproofVectors() throws IOException {
    boolean present = Files.exists(WYCHEPROOF);
    if (!present) {
      System.out.println("Skipped: there are no Wycheproof vectors at " + WYCHEPROOF + ".");
    }
    Assumptions.assumeTrue(present, "no Wycheproof vectors");
    int checked = 0;
    JsonNode groups = new ObjectMapper().readTree(WYCHEPROOF.toFile()).path("testGroups");
    for (JsonNode group : groups) {
      int tagBytes = group.path("tagSize").asInt() / 8;
      for (JsonNode test : group.path("tests")) {
        byte[] mac = new KeyHasher(bytes(test, "key")).hmac(bytes(test, "msg"));
        boolean equal = Arrays.equals(Arrays.copyOf(mac, tagBytes), bytes(test, "tag"));
        assertThat(equal)
            .as("Wycheproof %s: %s", test.path("tcId"), test.path("comment"))
            .isEqualTo(test.path("result").asText().equals("valid"));
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(100);
  }

  @Test
  void anotherPepperYieldsAnotherHashMacAndCheck() {
    byte[] other = PEPPER.clone();
    other[31] ^= 1;
    KeyHasher otherHasher = new KeyHasher(other);
    List<byte[]> parts = List.of(bytes("a"));

    assertThat(otherHasher.hash(KEY)).isNotEqualTo(hasher.hash(KEY));
    assertThat(otherHasher.rowMac(parts)).isNotEqualTo(hasher.rowMac(parts));
    assertThat(otherHasher.check()).isNotEqualTo(hasher.check());
  }

  /** Otherwise an attacker who sees a hash could use it as a row MAC. */
  @Test
  void hashAndMacOfTheSameBytesDiffer() {
    byte[] sealed = {0, 0, 0, 1, 'a'};

    assertThat(hasher.rowMac(List.of(bytes("a")))).isNotEqualTo(hasher.hmac(sealed));
  }

  @Test
  void aMacDependsOnTheBoundariesOfItsParts() {
    assertThat(hasher.rowMac(List.of(bytes("ab"), bytes("c"))))
        .isNotEqualTo(hasher.rowMac(List.of(bytes("a"), bytes("bc"))))
        .isNotEqualTo(hasher.rowMac(List.of(bytes("abc"))))
        .isNotEqualTo(hasher.rowMac(List.of(bytes("ab"), bytes("c"), bytes(""))))
        .isEqualTo(hasher.rowMac(List.of(bytes("ab"), bytes("c"))));
  }

  @Test
  void concurrentThreadsDoNotMixTheirKeys() throws Exception {
    List<String> keys = IntStream.range(0, 200).mapToObj(i -> KEY + i).toList();
    List<byte[]> expected = keys.stream().map(key -> new KeyHasher(PEPPER).hash(key)).toList();
    Callable<Boolean> task =
        () -> {
          boolean right = true;
          for (int round = 0; round < 20; round++) {
            for (int i = 0; i < keys.size(); i++) {
              right &= Arrays.equals(expected.get(i), hasher.hash(keys.get(i)));
            }
          }
          return right;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> result : threads.invokeAll(java.util.Collections.nCopies(8, task))) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  private static byte[] repeated(String text) {
    String[] parts = (text + "*1").split("\\*");
    return HexFormat.of().parseHex(parts[0].repeat(Integer.parseInt(parts[1])));
  }

  private static byte[] bytes(JsonNode test, String member) {
    return HexFormat.of().parseHex(test.path(member).asText());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
