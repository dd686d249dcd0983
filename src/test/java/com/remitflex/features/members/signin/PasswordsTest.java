package com.remitflex.features.members.signin;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.CheapHash;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One password from every keyboard (RFC 8265, OpaqueString). */
class PasswordsTest {
  /** As a Mac types it: letters and marks apart, and a no-break space. */
  private static final String APART = "correcte\u0301\u00a0horse o\u0308";

  private static final String COMPOSED = "correct\u00e9 horse \u00f6";

  private final HashPool pool = new HashPool(1);
  private final Passwords passwords = new Passwords(pool);

  private Passwords.Checked check(String typed, Optional<String> hash) {
    try (HashPool.Permit permit = pool.acquire(HashPool.Lane.PROVEN, "n")) {
      return passwords.check(permit, typed, hash);
    }
  }

  private String hash(String typed) {
    try (HashPool.Permit permit = pool.acquire(HashPool.Lane.PROVEN, "n")) {
      return passwords.hash(permit, typed);
    }
  }

  @Test
  void aPasswordIsTheSameHoweverItsLettersAreEncoded() {
    Optional<String> hash = Optional.of(hash(APART));

    assertThat(check(COMPOSED, hash).right()).isTrue();
    assertThat(check(APART, hash).right()).isTrue();
    assertThat(check(APART, hash).newHash()).isEmpty();
    assertThat(check(COMPOSED.toUpperCase(), hash).right()).isFalse();
  }

  @Test
  void whatWasHashedAsItWasTypedStillFitsAndIsHashedAgainInTheNormalForm() {
    Optional<String> old = Optional.of(CheapHash.of(APART));

    Passwords.Checked checked = check(APART, old);

    assertThat(checked.right()).isTrue();
    assertThat(check(COMPOSED, checked.newHash()).right()).isTrue();
    assertThat(check("another" + APART, old)).isEqualTo(Passwords.Checked.WRONG);
  }

  @Test
  void nothingFitsWhereThereIsNoHash() {
    assertThat(check(APART, Optional.empty())).isEqualTo(Passwords.Checked.WRONG);
    assertThat(check("x".repeat(1_025), Optional.of(CheapHash.of("x".repeat(1_025)))).right())
        .isFalse();
  }
}
