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

  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void aRunThatFailsIsFollowedByTheNext() {
    try (PeriodicTask work =
        PeriodicTask.every(
            SHORT,
            "test",
            "an expected failure",
            () -> {
              if (runs.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("even");
              }
            })) {
      work.start();
      Await.until("runs", () -> runs.get() > 10);
    }
  }

  @Test
  void theWorkReturnsThePause() {
    try (PeriodicTask work =
        new PeriodicTask(
            "test",
            Duration.ZERO,
            LONG,
            "",
            () -> runs.incrementAndGet() < 3 ? Duration.ZERO : LONG)) {
      work.start();
      Await.until("three runs", () -> runs.get() == 3);
    }

    assertThat(runs).hasValue(3);
  }

  @Test
  void closeEndsAPauseAndWaitsForARun() {
    PeriodicTask pausing = PeriodicTask.every(LONG, "test", "", runs::incrementAndGet);
    pausing.start();
    pausing.close();
    assertThat(runs).hasValue(0);

    CountDownLatch inside = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    PeriodicTask[] self = new PeriodicTask[1];
    PeriodicTask working =
        PeriodicTask.every(
            SHORT,
            "test",
            "",
            () -> {
              inside.countDown();
              Await.until("the close", () -> self[0].isClosed());
              ended.set(true);
            });
    self[0] = working;
    working.start();
    Await.until("a pass", () -> inside.getCount() == 0);
    working.close();

    assertThat(ended).isTrue();
    assertThat(working.isClosed()).isTrue();
  }
}
