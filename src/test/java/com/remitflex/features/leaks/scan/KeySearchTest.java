package com.remitflex.features.leaks.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.Seeded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The search in bytes, against one that tries every place. */
class KeySearchTest {
  private static final String KEY = ApiKeyFormat.generate(Environment.LIVE);
  private static final List<Charset> WIDE =
      List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

  private static Set<String> found(byte[] bytes) {
    Set<String> found = new TreeSet<>();
    KeySearch.find(
        bytes,
        bytes.length,
        bytes.length,
        (at, wide, key) -> assertThat(found.add(at + " " + wide + " " + key)).isTrue());
    return found;
  }

  private static Set<String> foundByTryingEveryPlace(byte[] bytes) {
    Set<String> found = new TreeSet<>();
    for (int at = 0; at < bytes.length; at++) {
      for (int step = 1; step <= 2; step++) {
        String key = text(bytes, at, step);
        if (ApiKeyFormat.environment(key).isPresent()) {
          found.add(at + " " + (step == 2) + " " + key);
        }
      }
    }
    return found;
  }

  private static String text(byte[] bytes, int at, int step) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ApiKeyText.LENGTH; i++) {
      int index = at + i * step;
      boolean zero = step == 1 || i == 0 || (index <= bytes.length && bytes[index - 1] == 0);
      if (index >= bytes.length || !zero) {
        return "";
      }
      text.append((char) (bytes[index] & 0xff));
    }
    return text.toString();
  }

  @Test
  void itFindsInGeneratedBytesWhatTryingEveryPlaceFinds() {
    Random random = Seeded.random(KeySearchTest.class);
    int keys = 0;
    for (int i = 0; i < Seeded.cases(8_000, 1_000_000); i++) {
      byte[] bytes = generated(random);
      Set<String> expected = foundByTryingEveryPlace(bytes);
      keys += expected.size();
      assertThat(found(bytes)).as(Arrays.toString(bytes)).isEqualTo(expected);
    }
    assertThat(keys).isGreaterThan(1_000);
  }

  /** Keys, parts of keys and altered keys, side by side or with something in between. */
  private static byte[] generated(Random random) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    while (out.size() < 300) {
      Environment environment = random.nextBoolean() ? Environment.LIVE : Environment.SANDBOX;
      String key = random.nextInt(4) == 0 ? KEY : ApiKeyFormat.generate(environment);
      int from = random.nextInt(3) == 0 ? random.nextInt(key.length()) : 0;
      int to = random.nextInt(3) == 0 ? from + random.nextInt(key.length() - from) : key.length();
      String part = key.substring(from, to);
      byte[] bytes =
          part.getBytes(
              random.nextInt(3) == 0 ? WIDE.get(random.nextInt(2)) : StandardCharsets.US_ASCII);
      if (bytes.length > 0 && random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      out.writeBytes(bytes);
      byte[] between = new byte[random.nextInt(3) == 0 ? random.nextInt(60) : 0];
      random.nextBytes(between);
      for (int b = 0; b < between.length && random.nextBoolean(); b++) {
        between[b] = (byte) "r_f\0live_09azAZ\n".charAt(random.nextInt(16));
      }
      out.writeBytes(between);
    }
    return out.toByteArray();
  }

  @Test
  void keysWithoutAnythingBetweenAreAllFound() {
    String other = ApiKeyFormat.generate(Environment.SANDBOX);
    byte[] bytes = (KEY + other + "x" + KEY).getBytes(StandardCharsets.US_ASCII);

    assertThat(found(bytes)).hasSize(3);
  }

  @Test
  void whatOnlyLooksLikeAKeyIsNone() {
    char last = KEY.charAt(56) == 'A' ? 'B' : 'A';
    for (String text :
        List.of(
            KEY.substring(0, 56),
            KEY.substring(0, 56) + last,
            KEY.toLowerCase(java.util.Locale.ROOT).replace("rf_", "RF_"),
            "rf_live_" + "0".repeat(49),
            KEY.replace("live", "test"),
            KEY.substring(0, 30) + "\n" + KEY.substring(30))) {
      assertThat(found(text.getBytes(StandardCharsets.US_ASCII))).as(text).isEmpty();
      for (Charset wide : WIDE) {
        assertThat(found(text.getBytes(wide))).isEmpty();
      }
    }
  }

  /**
   * Around the end of the buffer, and of the part that a thread takes of a large file. A fast run
   * tries a sixth of the places.
   */
  @ParameterizedTest
  @ValueSource(ints = {1 << 20, 2 << 20})
  void aKeyAcrossTheEndOfABufferIsFoundOnItsLine(int border) throws IOException {
    for (Charset charset :
        List.of(StandardCharsets.US_ASCII, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      byte[] key = KEY.getBytes(charset);
      int step = charset == StandardCharsets.US_ASCII ? 1 : 2;
      for (int back = -4; back <= 2 * ApiKeyText.LENGTH + 8; back += 2 * Seeded.step(6)) {
        byte[] bytes = new byte[border + 1_000];
        Arrays.fill(bytes, (byte) 'x');
        for (int line = 0; line < 3; line++) {
          byte[] end = "\n".getBytes(charset);
          System.arraycopy(end, 0, bytes, 2_000 * step * (line + 1), end.length);
        }
        System.arraycopy(key, 0, bytes, border - back, key.length);

        assertThat(new ByteScan().hits(new ByteArrayInputStream(bytes)))
            .as("%s, %d before %d", charset, back, border)
            .containsExactly(new ByteScan.Hit(4, ApiKeyText.display(KEY)));
      }
    }
  }

  @Test
  void linesAreCountedThroughManyKeysAndLineEnds() throws IOException {
    StringBuilder text = new StringBuilder("\ufeff");
    List<Long> lines = new ArrayList<>();
    for (long line = 1; line <= 50_000; line++) {
      if (line % 7 == 0) {
        text.append("key=").append(KEY);
        lines.add(line);
      }
      text.append(line % 2 == 0 ? " \u0a0a\u0a00\r\n" : "\n");
    }
    for (Charset charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      List<ByteScan.Hit> hits =
          new ByteScan().hits(new ByteArrayInputStream(text.toString().getBytes(charset)));

      assertThat(hits.stream().map(ByteScan.Hit::line))
          .as(charset.name())
          .containsExactlyElementsOf(lines);
    }
  }
}
