package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AppliedRevocationsTest {
  private final AppliedRevocations revocations = new AppliedRevocations(3);

  @Test
  void whatWasReadBeforeARevocationIsNotTrustedAfterIt() {
    long before = revocations.applied();
    revocations.apply(1, "key");

    assertThat(revocations.areOlder("key", before)).isFalse();
    assertThat(revocations.areOlder("key", revocations.applied())).isTrue();
    assertThat(revocations.areOlder("another", before)).isTrue();
  }

  @Test
  void theLastOfSeveralRevocationsOfAKeyCounts() {
    revocations.apply(1, "key");
    long between = revocations.applied();
    revocations.apply(2, "another");
    revocations.apply(3, "key");

    assertThat(revocations.areOlder("key", between)).isFalse();
    assertThat(revocations.areOlder("another", 2)).isTrue();
  }

  @Test
  void whatWasReadBeforeTheNodeWasRegisteredIsNotTrusted() {
    long before = revocations.applied();
    revocations.startAfter(7);

    assertThat(revocations.applied()).isEqualTo(7);
    assertThat(revocations.areOlder("key", before)).isFalse();
    assertThat(revocations.areOlder("key", 7)).isTrue();
  }

  @Test
  void forgettingRevocationsNeverRevivesAKey() {
    revocations.apply(1, "first");
    for (int number = 2; number <= 1_000; number++) {
      long before = revocations.applied();
      revocations.apply(number, "key" + number);

      assertThat(revocations.areOlder("first", 0)).isFalse();
      assertThat(revocations.areOlder("key" + number, before)).isFalse();
      assertThat(revocations.areOlder("key" + number, number)).isTrue();
    }
  }
}
