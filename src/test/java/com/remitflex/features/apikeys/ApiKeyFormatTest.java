package com.remitflex.features.apikeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.ids.Environment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFormatTest {
  private static final String FIRST = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";
  private static final String LIVE = "rf_live_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1LzITd";
  private static final String ZEROS = "rf_test_00000000000000000000000000000000000000000002NwwTW";

  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** What secret scanners are told to look for (SECURITY.md). */
  private static final Pattern SCANNER =
      Pattern.compile("\\brf_(?:live|test)_[0-9A-Za-z]{43}[0-4][0-9A-Za-z]{5}\\b");

  private static final int GENERATED = 10_000;
  private static final int SECRET_START = 8;
  private static final int CHECKSUM_START = 51;

  private static final List<String> KEYS = generated(GENERATED);

  private static List<String> generated(int count) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(ApiKeyFormat.generate(i % 2 == 0 ? Environment.LIVE : Environment.SANDBOX));
    }
    return keys;
  }

  private static List<String> vectorsAndSomeGenerated() {
    List<String> keys = new ArrayList<>(List.of(FIRST, LIVE, ZEROS));
    keys.addAll(KEYS.subList(0, 100));
    return keys;
  }

  @Test
  void theVectorsAreKeysOfTheirEnvironments() {
    assertThat(ApiKeyFormat.environment(FIRST)).contains(Environment.SANDBOX);
    assertThat(ApiKeyFormat.environment(LIVE)).contains(Environment.LIVE);
    assertThat(ApiKeyFormat.environment(ZEROS)).contains(Environment.SANDBOX);
  }

  @Test
  void aGeneratedKeyIsOfTheEnvironmentItWasMadeFor() {
    for (int i = 0; i < KEYS.size(); i++) {
      assertThat(ApiKeyFormat.environment(KEYS.get(i)))
          .contains(i % 2 == 0 ? Environment.LIVE : Environment.SANDBOX);
    }
  }

  @Test
  void aScannerFindsEveryGeneratedKeyInText() {
    for (String key : KEYS) {
      Matcher found = SCANNER.matcher("curl -H 'Authorization: Bearer " + key + "' https://x");
      assertThat(found.find()).as(key).isTrue();
      assertThat(found.group()).isEqualTo(key);
    }
  }

  /** Worked out here a second time, by repeated division from the front. */
  @Test
  void theLastSixCharactersAreTheChecksumOfThoseBefore() {
    for (String key : KEYS) {
      CRC32 crc = new CRC32();
      crc.update(key.substring(0, CHECKSUM_START).getBytes(StandardCharsets.US_ASCII));
      long value = 0;
      for (char digit : key.substring(CHECKSUM_START).toCharArray()) {
        value = value * 62 + BASE62.indexOf(digit);
      }
      assertThat(value).as(key).isEqualTo(crc.getValue());
    }
  }

  @Test
  void noTwoGeneratedKeysAreTheSame() {
    assertThat(new HashSet<>(KEYS)).hasSize(GENERATED);
  }

  /**
   * Chi-square of 61 degrees of freedom: mean 61, standard deviation 11. Bytes taken modulo 62
   * without rejection would give about 6,000.
   */
  @Test
  void eachCharacterOfTheSecretIsEquallyLikely() {
    long[] counts = new long[BASE62.length()];
    for (String key : KEYS) {
      for (char c : key.substring(SECRET_START, CHECKSUM_START).toCharArray()) {
        counts[BASE62.indexOf(c)]++;
      }
    }
    double expected = (double) GENERATED * (CHECKSUM_START - SECRET_START) / BASE62.length();
    double chiSquare = 0;
    for (long count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertThat(chiSquare).isBetween(15.0, 160.0);
  }

  @Test
  void everyChangeOfOneCharacterIsRejected() {
    String others = BASE62 + "_-. \n\u0000é０";
    for (String key : vectorsAndSomeGenerated()) {
      for (int at = 0; at < key.length(); at++) {
        for (char other : others.toCharArray()) {
          if (other != key.charAt(at)) {
            assertRefused(key.substring(0, at) + other + key.substring(at + 1));
          }
        }
      }
    }
  }

  @Test
  void everySwapOfNeighboursIsRejected() {
    for (String key : vectorsAndSomeGenerated()) {
      for (int at = 0; at + 1 < key.length(); at++) {
        char left = key.charAt(at);
        char right = key.charAt(at + 1);
        if (left != right) {
          assertRefused(key.substring(0, at) + right + left + key.substring(at + 2));
        }
      }
    }
  }

  @Test
  void aKeyWithTheOtherEnvironmentsPrefixIsRejected() {
    for (String key : KEYS) {
      assertRefused(
          key.startsWith("rf_live_")
              ? key.replace("rf_live_", "rf_test_")
              : key.replace("rf_test_", "rf_live_"));
    }
  }

  @Test
  void everyOtherLengthIsRejected() {
    for (int length = 0; length < FIRST.length(); length++) {
      assertRefused(FIRST.substring(0, length));
      assertRefused(FIRST.substring(FIRST.length() - length));
    }
    for (String more : List.of("0", "Z", " ", "\n", "\u0000", FIRST)) {
      assertRefused(FIRST + more);
      assertRefused(more + FIRST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RF_TEST_", "Rf_test_", "rf-test-", "sk_test_", "rf_prod_", "ｒf_test_"})
  void everyOtherPrefixIsRejected(String prefix) {
    assertRefused(prefix + FIRST.substring(SECRET_START));
  }

  /** Characters that look alike, or are alike once cut to a byte or replaced by a question mark. */
  @Test
  void charactersBeyondAsciiAreRejectedWhateverTheyLookLike() {
    Set<String> alike = new HashSet<>();
    for (int at = 0; at < FIRST.length(); at++) {
      char c = FIRST.charAt(at);
      for (int codePoint : new int[] {c + 0x100, c + 0xFEE0, c + 0x1D7CE, 0xD800 + c, '?'}) {
        alike.add(FIRST.substring(0, at) + Character.toString(codePoint) + FIRST.substring(at + 1));
      }
      alike.add(FIRST.substring(0, at) + "\u0301" + FIRST.substring(at));
    }
    alike.add(FIRST.toLowerCase(java.util.Locale.ROOT));
    alike.add(FIRST.toUpperCase(java.util.Locale.ROOT));
    alike.add("\uFEFF" + FIRST);
    alike.forEach(ApiKeyFormatTest::assertRefused);
  }

  private static void assertRefused(String text) {
    assertThat(ApiKeyFormat.environment(text)).as(text).isEmpty();
  }
}
