package com.remitflex.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many who ask at the same time are one question. */
class RecentTest {
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void manyWhoAskAtTheSameTimeGetOneAnswer() {
    CountDownLatch goOn = new CountDownLatch(1);
    Recent<Integer> recent =
        new Recent<>(
            () -> {
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return asked.incrementAndGet();
            },
            Duration.ofHours(1));
    List<CompletableFuture<Integer>> all =
        IntStream.range(0, 50)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(recent, task -> Thread.ofVirtual().start(task)))
            .toList();
    goOn.countDown();

    assertThat(all.stream().map(CompletableFuture::join)).containsOnly(1);
  }

  @Test
  void whatIsTooOldIsAskedForAgain() {
    Recent<Integer> recent = new Recent<>(asked::incrementAndGet, Duration.ZERO);

    assertThat(List.of(recent.get(), recent.get())).containsExactly(1, 2);
  }
}
