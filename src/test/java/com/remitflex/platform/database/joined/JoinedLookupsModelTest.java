package com.remitflex.platform.database.joined;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Seeded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Many callers write and look up rows of a table whose queries fail at random: each sees its own
 * key, and at least what had been committed when it asked.
 */
class JoinedLookupsModelTest {
  private static final int THREADS = 24;
  private static final int KEYS = 8;
  private static final int BROKEN_KEY = 3;

  /** The versions of rows; every second joint query fails, and every query of one key. */
  private static final class Versions implements JoinedLookups.Source<Integer, Row> {
    final Map<Integer, AtomicInteger> committed = new ConcurrentHashMap<>();
    final AtomicInteger joint = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostJoint = new AtomicInteger();

    @Override
    public Optional<Row> find(Integer key) {
      if (key == BROKEN_KEY) {
        throw new IllegalStateException("broken");
      }
      return Optional.ofNullable(read(Set.of(key)).get(key));
    }

    @Override
    public Map<Integer, Row> findAll(Set<Integer> keys) {
      assertThat(keys.size()).isGreaterThan(1);
      mostJoint.accumulateAndGet(running.incrementAndGet(), Math::max);
      try {
        if (joint.incrementAndGet() % 2 == 0 || keys.contains(BROKEN_KEY)) {
          failed.incrementAndGet();
          throw new IllegalStateException("failed");
        }
        return read(keys);
      } finally {
        running.decrementAndGet();
      }
    }

    private Map<Integer, Row> read(Set<Integer> keys) {
      LockSupport.parkNanos(20_000);
      Map<Integer, Row> rows = new HashMap<>();
      for (int key : keys) {
        AtomicInteger version = committed.get(key);
        if (version != null) {
          rows.put(key, new Row(key, version.get()));
        }
      }
      LockSupport.parkNanos(20_000);
      return rows;
    }
  }

  private record Row(int key, int version) {}

  @Test
  void eachSeesItsKeyAndWhatWasCommittedBefore() throws InterruptedException {
    long seed = Seeded.random(JoinedLookupsModelTest.class).nextLong();
    int rounds = Seeded.cases(400, 20_000);
    Versions table = new Versions();
    JoinedLookups<Integer, Row> lookups = new JoinedLookups<>(table);
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Random random = new Random(seed + i);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int round = 0; round < rounds; round++) {
                  wrong.addAll(step(table, lookups, random));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(wrong).isEmpty();
    assertThat(table.joint.get()).isGreaterThan(rounds / 10);
    assertThat(table.failed.get()).isPositive();
    assertThat(table.mostJoint.get()).isLessThanOrEqualTo(JoinedLookups.MAX_QUERIES);
    assertThat(lookups.find(1)).isPresent();
  }

  private static List<String> step(
      Versions table, JoinedLookups<Integer, Row> lookups, Random random) {
    int key = random.nextInt(KEYS);
    if (random.nextInt(4) == 0 && key != 0) {
      table.committed.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
    }
    if (random.nextInt(20) == 0) {
      Thread.currentThread().interrupt();
    }
    AtomicInteger version = table.committed.get(key);
    int least = version == null ? 0 : version.get();
    try {
      Optional<Row> row = lookups.find(key);
      boolean isRight =
          row.map(found -> found.key() == key && found.version() >= least).orElse(least == 0);
      return isRight && key != BROKEN_KEY ? List.of() : List.of(key + ", " + least + ": " + row);
    } catch (IllegalStateException e) {
      return key == BROKEN_KEY ? List.of() : List.of(key + ": " + e);
    } finally {
      Thread.interrupted();
    }
  }
}
