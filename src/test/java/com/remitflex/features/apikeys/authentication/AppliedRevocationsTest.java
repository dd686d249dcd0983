package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AppliedRevocationsTest {
  private final AppliedRevocations revocations = new AppliedRevocations(3);

  @Test
  void whatWasReadBeforeARevocationIsNotTrustedAfterIt() {
    long before = revocations.applied();
    revocations.apply(1, "key");

    assertThat(revocations.hasNoneSince("key", before)).isFalse();
    assertThat(revocations.hasNoneSince("key", revocations.applied())).isTrue();
    assertThat(revocations.hasNoneSince("another", before)).isTrue();
  }

  @Test
  void theLastOfSeveralRevocationsOfAKeyCounts() {
    revocations.apply(1, "key");
    long between = revocations.applied();
    revocations.apply(2, "another");
    revocations.apply(3, "key");

    assertThat(revocations.hasNoneSince("key", between)).isFalse();
    assertThat(revocations.hasNoneSince("another", 2)).isTrue();
  }

  @Test
  void whatWasReadBeforeTheNodeWasRegisteredIsNotTrusted() {
    long before = revocations.applied();
    revocations.startAfter(7);

    assertThat(revocations.applied()).isEqualTo(7);
    assertThat(revocations.hasNoneSince("key", before)).isFalse();
    assertThat(revocations.hasNoneSince("key", 7)).isTrue();
  }

  @Test
  void droppingOldRevocationsNeverRevivesAKey() {
    revocations.apply(1, "first");
    for (int number = 2; number <= 1_000; number++) {
      long before = revocations.applied();
      revocations.apply(number, "key" + number);

      assertThat(revocations.hasNoneSince("first", 0)).isFalse();
      assertThat(revocations.hasNoneSince("key" + number, before)).isFalse();
      assertThat(revocations.hasNoneSince("key" + number, number)).isTrue();
    }
  }
}
