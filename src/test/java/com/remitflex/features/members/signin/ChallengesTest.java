package com.remitflex.features.members.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.signin.Challenges.Purpose;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Challenges of passkeys: whose, for what, and how long. */
class ChallengesTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final Challenges challenges = challenges((byte) 1);

  private static Challenges challenges(byte pepper) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, pepper);
    return new Challenges(new PeopleSecrets(new KeyHasher(bytes)));
  }

  @Test
  void oneIsGoodUntilItsEndAndNotAMillisecondMore() {
    byte[] challenge = challenges.next(Purpose.SIGN_IN, "browser", NOW);
    Instant end = NOW.plus(Challenges.LIFE);

    assertThat(challenges.validUntil(challenge, Purpose.SIGN_IN, "browser", end.minusMillis(1)))
        .contains(end);
    assertThat(challenges.validUntil(challenge, Purpose.SIGN_IN, "browser", end)).isEmpty();
  }

  @Test
  void oneIsForItsPurposeItsBrowserAndItsInstallation() {
    byte[] challenge = challenges.next(Purpose.SIGN_IN, "browser", NOW);

    assertThat(challenges.validUntil(challenge, Purpose.ADD, "browser", NOW)).isEmpty();
    assertThat(challenges.validUntil(challenge, Purpose.SIGN_IN, "other", NOW)).isEmpty();
    assertThat(challenges((byte) 2).validUntil(challenge, Purpose.SIGN_IN, "browser", NOW))
        .isEmpty();
  }

  @Test
  void noByteOfOneCanBeChanged() {
    byte[] challenge = challenges.next(Purpose.SIGN_IN, "browser", NOW);
    for (int i = 0; i < challenge.length; i++) {
      byte[] changed = challenge.clone();
      changed[i] ^= 1;
      assertThat(challenges.validUntil(changed, Purpose.SIGN_IN, "browser", NOW)).isEmpty();
    }
    assertThat(challenges.validUntil(new byte[0], Purpose.SIGN_IN, "browser", NOW)).isEmpty();
  }
}
