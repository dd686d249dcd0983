package com.remitflex.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnFirstUseTest {
  @Test
  void isMadeOnceAndNotBeforeItIsUsed() {
    AtomicInteger made = new AtomicInteger();
    OnFirstUse<Integer> value = new OnFirstUse<>(made::incrementAndGet);

    assertThat(made).hasValue(0);
    assertThat(value.get()).isEqualTo(1);
    assertThat(value.get()).isEqualTo(1);
  }

  @Test
  void aFailureIsNotKept() {
    AtomicInteger tries = new AtomicInteger();
    OnFirstUse<String> value =
        new OnFirstUse<>(() -> {
          if (tries.incrementAndGet() == 1) {
            throw new IllegalStateException("not yet");
          }
          return "made";
        });

    assertThatIllegalStateException().isThrownBy(value::get);
    assertThat(value.get()).isEqualTo("made");
  }
}
