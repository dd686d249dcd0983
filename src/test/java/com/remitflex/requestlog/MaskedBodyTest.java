package com.remitflex.requestlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is kept of a body that holds a key where it is cut. */
class MaskedBodyTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";

  /** Of characters of two bytes fewer are handed over than may be kept: nothing else is cut off. */
  @Test
  void ofAKeyThatIsCutNoPartOfTheSecretStays() {
    int handed = Exchange.KEPT_BODY + 128;
    for (int there = 9; there <= KEY.length(); there++) {
      String before = "é".repeat((handed - there) / 2) + "-".repeat((handed - there) % 2);
      byte[] body = Arrays.copyOf((before + KEY).getBytes(StandardCharsets.UTF_8), handed);

      assertThat(MaskedBody.of(body)).as("%s characters", there).doesNotContain("rf_test_01234");
    }
  }
}
