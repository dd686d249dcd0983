package com.remitflex.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Work in the background, from its start to its close. */
class PeriodicTaskTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofDays(1);

  private final AtomicInteger passes = new AtomicInteger();

  @Test
  void passFollowsUponPassThoughOneFails() {
    try (PeriodicTask work =
        PeriodicTask.every(
            SHORT,
            "test",
            "a pass failed, as it should",
            () -> {
              if (passes.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("even");
              }
            })) {
      work.start();
      Await.until("passes", () -> passes.get() > 10);
    }
  }

  @Test
  void theRestIsWhatThePassSays() {
    try (PeriodicTask work =
        new PeriodicTask(
            "test",
            Duration.ZERO,
            LONG,
            "",
            () -> passes.incrementAndGet() < 3 ? Duration.ZERO : LONG)) {
      work.start();
      Await.until("three passes", () -> passes.get() == 3);
    }

    assertThat(passes).hasValue(3);
  }

  @Test
  void closeEndsARestAndWaitsForAPass() {
    PeriodicTask resting = PeriodicTask.every(LONG, "test", "", passes::incrementAndGet);
    resting.start();
    resting.close();
    assertThat(passes).hasValue(0);

    CountDownLatch inside = new CountDownLatch(1);
    AtomicBoolean whole = new AtomicBoolean();
    PeriodicTask[] self = new PeriodicTask[1];
    PeriodicTask working =
        PeriodicTask.every(
            SHORT,
            "test",
            "",
            () -> {
              inside.countDown();
              Await.until("the close", () -> self[0].isClosed());
              whole.set(true);
            });
    self[0] = working;
    working.start();
    Await.until("a pass", () -> inside.getCount() == 0);
    working.close();

    assertThat(whole).isTrue();
    assertThat(working.isClosed()).isTrue();
  }
}
