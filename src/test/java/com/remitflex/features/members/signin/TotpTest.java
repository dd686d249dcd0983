package com.remitflex.features.members.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of RFC 6238 appendix B (SHA-1), and of RFC 4648 section 10. */
class TotpTest {
  private static final byte[] SEED = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void theVectorsOfTheStandardHold(long second, String code) {
    assertThat(Totp.code(SEED, second / 30, 8)).isEqualTo(code);
  }

  @Test
  void theStepsBesideAreTakenAndNoOthers() {
    Instant now = Instant.ofEpochSecond(1_234_567_890);
    long step = now.getEpochSecond() / 30;

    for (long other = step - 5; other <= step + 5; other++) {
      assertThat(Totp.match(SEED, Totp.code(SEED, other, 6), now, 0))
          .isEqualTo(Math.abs(other - step) <= 1 ? OptionalLong.of(other) : OptionalLong.empty());
    }
  }

  @Test
  void aStepThatWasUsedAndThoseBeforeItAreRefused() {
    Instant now = Instant.ofEpochSecond(1_234_567_890);
    long step = now.getEpochSecond() / 30;

    assertThat(Totp.match(SEED, Totp.code(SEED, step, 6), now, step)).isEmpty();
    assertThat(Totp.match(SEED, Totp.code(SEED, step - 1, 6), now, step)).isEmpty();
    assertThat(Totp.match(SEED, Totp.code(SEED, step + 1, 6), now, step)).hasValue(step + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "f, MY",
    "fo, MZXQ",
    "foo, MZXW6",
    "foob, MZXW6YQ",
    "fooba, MZXW6YTB",
    "foobar, MZXW6YTBOI"
  })
  void keysAreWrittenInBase32(String plain, String written) {
    assertThat(Totp.base32(plain.getBytes(StandardCharsets.US_ASCII))).isEqualTo(written);
  }
}
