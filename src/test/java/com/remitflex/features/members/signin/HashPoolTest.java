package com.remitflex.features.members.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.members.signin.HashPool.Lane;
import com.remitflex.features.members.signin.HashPool.Permit;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where passwords are hashed, and for how many at a time. */
class HashPoolTest {
  private static CompletableFuture<Void> onVirtualThread(Runnable work) {
    return CompletableFuture.runAsync(work, task -> Thread.ofVirtual().start(task));
  }

  @Test
  void hashesRunOnFewPlatformThreadsWhoeverAsks() {
    HashPool pool = new HashPool(2);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Set<String> threads = ConcurrentHashMap.newKeySet();
    List<CompletableFuture<Void>> callers =
        IntStream.range(0, HashPool.PROVEN_PERMITS)
            .mapToObj(i ->
                onVirtualThread(() -> {
                  try (Permit permit = pool.acquire(Lane.PROVEN, "n")) {
                    permit.run(() -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      threads.add(
                          Thread.currentThread().isVirtual() + Thread.currentThread().getName());
                      Passwords.normal("work");
                      return running.decrementAndGet();
                    });
                  }
                }))
            .toList();
    callers.forEach(CompletableFuture::join);

    assertThat(most).hasValueBetween(1, 2);
    assertThat(threads)
        .isSubsetOf("falsepassword-hash-1", "falsepassword-hash-2", "falsepassword-hash-3");
  }

  @Test
  void unknownClientsHaveFewPlacesAndEachNetworkAPartOfThem() {
    HashPool pool = new HashPool(1);
    List<Permit> taken = new ArrayList<>();
    for (int i = 0; i < HashPool.UNKNOWN_PERMITS_PER_NETWORK; i++) {
      taken.add(pool.acquire(Lane.UNKNOWN, "first"));
    }
    assertFull(pool, Lane.UNKNOWN, "first");
    for (int i = taken.size(); i < HashPool.UNKNOWN_PERMITS; i++) {
      taken.add(pool.acquire(Lane.UNKNOWN, "network " + i));
    }
    assertFull(pool, Lane.UNKNOWN, "another network");

    try (Permit reserved = pool.acquire(Lane.PROVEN, "first")) {
      assertThat(reserved.<String>run(() -> "hashed")).isEqualTo("hashed");
    }
    taken.removeFirst().close();
    pool.acquire(Lane.UNKNOWN, "first").close();
    taken.forEach(Permit::close);
    taken.forEach(Permit::close);
    for (int i = 0; i < HashPool.UNKNOWN_PERMITS_PER_NETWORK; i++) {
      pool.acquire(Lane.UNKNOWN, "first");
    }
    assertFull(pool, Lane.UNKNOWN, "first");
  }

  private static void assertFull(HashPool pool, Lane lane, String network) {
    assertThatThrownBy(() -> pool.acquire(lane, network))
        .isInstanceOfSatisfying(
            ApiException.class,
            full -> {
              assertThat(full.error().code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
              assertThat(full.error().retryAfterSeconds()).contains(HashPool.RETRY_AFTER_SECONDS);
            });
  }

  @Test
  void whoIsKnownIsHashedBeforeEveryoneWhoWaitsAndIsNot() throws InterruptedException {
    HashPool pool = new HashPool(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> order = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> first =
        onVirtualThread(() -> {
          try (Permit permit = pool.acquire(Lane.UNKNOWN, "a")) {
            permit.run(() -> {
              begun.countDown();
              await(goOn);
              return order.add("first");
            });
          }
        });
    begun.await();
    List<CompletableFuture<Void>> waiting = new ArrayList<>();
    waiting.add(queue(pool, Lane.UNKNOWN, "b", order, 1));
    waiting.add(queue(pool, Lane.UNKNOWN, "c", order, 2));
    waiting.add(queue(pool, Lane.PROVEN, "known", order, 3));
    goOn.countDown();
    first.join();
    waiting.forEach(CompletableFuture::join);

    assertThat(order).startsWith("first", "known");
  }

  /** Asks for a hash, and waits until so many are in the queue. */
  private static CompletableFuture<Void> queue(
      HashPool pool, Lane lane, String name, List<String> order, int waiting) {
    CompletableFuture<Void> asked =
        onVirtualThread(() -> {
          try (Permit permit = pool.acquire(lane, name)) {
            permit.run(() -> order.add(name));
          }
        });
    Await.until("in the queue", () -> pool.waiting() == waiting);
    return asked;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFailureReachesWhoeverWaitsAndThePoolGoesOn() {
    HashPool pool = new HashPool(1);
    try (Permit permit = pool.acquire(Lane.PROVEN, "n")) {
      assertThatThrownBy(() ->
              permit.run(() -> {
                throw new IllegalArgumentException("broken hash");
              }))
          .hasRootCauseMessage("broken hash");
      assertThat(permit.<Integer>run(() -> 7)).isEqualTo(7);
    }
  }
}
