package com.remitflex.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeapShrinkerTest {
  private static final long LARGE = HeapShrinker.LARGE_BYTES;

  /** A generation in which each collection leaves what is needed. */
  private static final class Heap implements HeapShrinker.Generation {
    private long needed = LARGE / 2;
    private long used;
    private int collections;

    @Override
    public long used() {
      return used;
    }

    @Override
    public void collect() {
      used = needed;
      collections++;
    }
  }

  private final Heap heap = new Heap();
  private final HeapShrinker shrinker = new HeapShrinker(Optional.of(heap));

  private Duration shrinkAt(long used) {
    heap.used = used;
    return shrinker.shrink();
  }

  @Test
  void aLargeHeapIsCollected() {
    shrinkAt(LARGE - 1);
    assertThat(heap.collections).isZero();
    assertThat(shrinkAt(LARGE * 3)).isEqualTo(HeapShrinker.LEAST_PAUSE);
    assertThat(heap.collections).isEqualTo(1);
    assertThat(heap.used).isEqualTo(heap.needed);
  }

  /** Each collection stops all threads. */
  @Test
  void aHeapThatIsNeededIsCollectedLessAndLess() {
    heap.needed = LARGE * 2;
    assertThat(shrinkAt(LARGE * 2)).isEqualTo(HeapShrinker.LEAST_PAUSE.multipliedBy(2));
    assertThat(shrinkAt(LARGE * 2)).isEqualTo(HeapShrinker.LEAST_PAUSE.multipliedBy(4));
    for (int i = 0; i < 10; i++) {
      assertThat(shrinkAt(LARGE * 2)).isLessThanOrEqualTo(HeapShrinker.LONGEST_PAUSE);
    }
    assertThat(shrinkAt(LARGE * 2)).isEqualTo(HeapShrinker.LONGEST_PAUSE);

    heap.needed = LARGE / 2;
    assertThat(shrinkAt(LARGE * 2)).isEqualTo(HeapShrinker.LEAST_PAUSE);
  }

  @Test
  void anotherCollectorIsLeftAlone() {
    try (HeapShrinker none = new HeapShrinker(Optional.empty())) {
      none.start();
    }
    assertThat(heap.collections).isZero();
  }
}
