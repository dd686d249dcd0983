package com.remitflex.platform.database.joined;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.testing.Await;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which lookups one query answers, and what becomes of them if it fails. */
class JoinedLookupsTest {
  private static final Duration SLOW = Duration.ofMillis(5);

  private final HeldSource source = new HeldSource();
  private final JoinedLookups<Integer, String> lookups = new JoinedLookups<>(source);

  /** A table in which every key but 0 has a value; its queries can be held back and can fail. */
  private static final class HeldSource implements JoinedLookups.Source<Integer, String> {
    final ConcurrentLinkedQueue<Set<Integer>> queries = new ConcurrentLinkedQueue<>();
    volatile CountDownLatch gate = new CountDownLatch(0);
    volatile Optional<Throwable> failure = Optional.empty();

    @Override
    public Optional<String> find(Integer key) {
      return Optional.ofNullable(read(Set.of(key)).get(key));
    }

    @Override
    public Map<Integer, String> findAll(Set<Integer> keys) {
      Map<Integer, String> values = read(keys);
      failure.ifPresent(JoinedLookupsTest::fail);
      return values;
    }

    private Map<Integer, String> read(Set<Integer> keys) {
      queries.add(Set.copyOf(keys));
      CountDownLatch current = gate;
      boolean isInterrupted = Thread.interrupted();
      try {
        current.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        if (isInterrupted) {
          Thread.currentThread().interrupt();
        }
      }
      return keys.stream().filter(key -> key != 0).collect(Collectors.toMap(k -> k, k -> "v" + k));
    }

    /** The queries that were sent after the first two. */
    List<Set<Integer>> later() {
      return queries.stream().skip(JoinedLookups.MAX_QUERIES).toList();
    }
  }

  private static void fail(Throwable failure) {
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private static void awaitGate(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A caller in a thread of its own. */
  private final class Caller {
    final CompletableFuture<Optional<String>> result = new CompletableFuture<>();
    final CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
    final Thread thread;

    Caller(JoinedLookups<Integer, String> lookups, int key) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  result.complete(lookups.find(key));
                } catch (Throwable e) {
                  result.completeExceptionally(e);
                }
                wasInterrupted.complete(Thread.interrupted());
              });
    }
  }

  private final List<Caller> callers = new ArrayList<>();
  private final List<CountDownLatch> gates = new ArrayList<>();

  private CountDownLatch closedGate() {
    CountDownLatch gate = new CountDownLatch(1);
    gates.add(gate);
    source.gate = gate;
    return gate;
  }

  private Caller call(int key) {
    Caller caller = new Caller(lookups, key);
    callers.add(caller);
    return caller;
  }

  /** Sends as many queries as may run, and holds them back; returns what releases each. */
  private List<CountDownLatch> occupied() {
    source.queries.clear();
    List<CountDownLatch> held = new ArrayList<>();
    while (held.size() < JoinedLookups.MAX_QUERIES) {
      held.add(closedGate());
      call(1_000 + held.size());
      Await.until(() -> source.queries.size() == held.size());
    }
    source.gate = new CountDownLatch(0);
    return held;
  }

  /** Calls with these keys, all of which wait for a turn. */
  private List<Caller> waiting(int... keys) {
    List<Caller> waiting = IntStream.of(keys).mapToObj(this::call).toList();
    Await.until(() -> waiting.stream().allMatch(one -> isParked(one.thread)));
    return waiting;
  }

  private static boolean isParked(Thread thread) {
    return thread.getState() == Thread.State.WAITING || isWatching(thread);
  }

  /** Whether it waits with a time limit. */
  private static boolean isWatching(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  /** Sends as many queries of these lookups as may run; a closed gate holds them back. */
  private List<Caller> occupy(JoinedLookups<Integer, String> these) {
    List<Caller> running = new ArrayList<>();
    while (running.size() < JoinedLookups.MAX_QUERIES) {
      running.add(new Caller(these, 1 + running.size()));
      Await.until(() -> source.queries.size() == running.size());
    }
    return running;
  }

  private static List<Optional<String>> results(List<Caller> callers) {
    return callers.stream().map(caller -> caller.result.join()).toList();
  }

  /** Whatever happened, the next lookups find the queries free. */
  @AfterEach
  void nothingIsLeftBehind() {
    gates.forEach(CountDownLatch::countDown);
    callers.forEach(caller -> caller.wasInterrupted.join());
    source.failure = Optional.empty();
    source.gate = new CountDownLatch(0);
    for (int i = 0; i < 2 * JoinedLookups.MAX_QUERIES; i++) {
      assertThat(lookups.find(5)).contains("v5");
    }
    occupied().forEach(CountDownLatch::countDown);
    callers.forEach(caller -> caller.wasInterrupted.join());
  }

  @Test
  void aLookupWithoutOthersSendsItsQueryItself() {
    assertThat(lookups.find(1)).contains("v1");
    assertThat(lookups.find(0)).isEmpty();
    assertThat(source.queries).containsExactly(Set.of(1), Set.of(0));
  }

  @Test
  void thoseThatWaitAreReadByOneQuery() {
    CountDownLatch gate = occupied().getFirst();
    List<Caller> waiting = waiting(1, 2, 0, 2, 3);

    gate.countDown();

    assertThat(results(waiting))
        .containsExactly(
            Optional.of("v1"),
            Optional.of("v2"),
            Optional.empty(),
            Optional.of("v2"),
            Optional.of("v3"));
    assertThat(source.later()).containsExactly(Set.of(0, 1, 2, 3));
  }

  @Test
  void thoseThatAskBeforeAQueryIsSentAreReadByIt() {
    CountDownLatch gathered = new CountDownLatch(1);
    JoinedLookups<Integer, String> gathering =
        new JoinedLookups<>(source, Duration.ofMinutes(1), SLOW, () -> awaitGate(gathered));
    Caller first = new Caller(gathering, 0);
    Await.until(() -> first.thread.getState() == Thread.State.WAITING);
    List<Caller> others =
        IntStream.rangeClosed(1, 100).mapToObj(i -> new Caller(gathering, i)).toList();
    Await.until(() -> others.stream().allMatch(one -> isParked(one.thread)));
    assertThat(source.queries).isEmpty();

    gathered.countDown();

    assertThat(first.result.join()).isEmpty();
    assertThat(results(others)).doesNotContain(Optional.empty());
    assertThat(source.queries.stream().map(Set::size)).containsExactlyInAnyOrder(64, 37);
    assertThat(gathering.find(5)).contains("v5");
  }

  @Test
  void equalKeysAreReadOnce() {
    CountDownLatch gate = occupied().getFirst();
    List<Caller> waiting = waiting(7, 7, 7);

    gate.countDown();

    assertThat(results(waiting)).containsOnly(Optional.of("v7"));
    assertThat(source.later()).containsExactly(Set.of(7));
  }

  @Test
  void aLookupNeverJoinsAQueryThatWasSentBefore() {
    List<CountDownLatch> held = occupied();
    CountDownLatch joint = closedGate();
    waiting(1, 2);
    held.getFirst().countDown();
    Await.until(() -> !source.later().isEmpty());
    source.gate = new CountDownLatch(0);
    List<Caller> late = waiting(1);
    held.getLast().countDown();

    assertThat(results(late)).containsExactly(Optional.of("v1"));
    joint.countDown();

    assertThat(source.later()).containsExactly(Set.of(1, 2), Set.of(1));
  }

  @Test
  void aQueryHasALimitOfKeys() {
    CountDownLatch gate = occupied().getFirst();
    List<Caller> waiting = waiting(IntStream.rangeClosed(1, 150).toArray());

    gate.countDown();

    assertThat(results(waiting)).doesNotContain(Optional.empty());
    assertThat(source.later()).allMatch(keys -> keys.size() <= 64);
    assertThat(source.later().stream().mapToInt(Set::size).sum()).isEqualTo(150);
  }

  @Test
  void afterAFailedJointQueryEachIsLookedUpAlone() {
    CountDownLatch gate = occupied().getFirst();
    source.failure = Optional.of(new IllegalStateException("canceled by the statement timeout"));
    List<Caller> waiting = waiting(1, 2, 3);

    gate.countDown();

    assertThat(results(waiting)).doesNotContain(Optional.empty());
    assertThat(source.later())
        .containsExactlyInAnyOrder(Set.of(1, 2, 3), Set.of(1), Set.of(2), Set.of(3));
  }

  @Test
  void anErrorOfOneCallerLeavesTheOthersTheirValues() {
    CountDownLatch gate = occupied().getFirst();
    source.failure = Optional.of(new StackOverflowError());
    List<Caller> waiting = waiting(1, 2, 3);

    gate.countDown();

    assertThat(waiting)
        .filteredOn(caller -> !isFailed(caller))
        .hasSize(2)
        .allSatisfy(caller -> assertThat(caller.result.join()).isPresent());
  }

  private static boolean isFailed(Caller caller) {
    Await.until(caller.result::isDone);
    return caller.result.isCompletedExceptionally();
  }

  @Test
  void withoutAConnectionAllFailAndNoneTriesAgain() {
    CountDownLatch gate = occupied().getFirst();
    source.failure =
        Optional.of(new IllegalStateException(new SQLTransientConnectionException("timed out")));
    List<Caller> waiting = waiting(1, 2, 3);

    gate.countDown();

    assertThat(waiting).allMatch(JoinedLookupsTest::isFailed);
    assertThat(source.later()).containsExactly(Set.of(1, 2, 3));
  }

  @Test
  void theFailureOfASingleLookupIsItsOwn() {
    JoinedLookups<Integer, String> failing =
        new JoinedLookups<>(
            new JoinedLookups.Source<>() {
              @Override
              public Optional<String> find(Integer key) {
                source.queries.add(Set.of(key));
                throw new IllegalStateException(new SQLException("wrong", "22012"));
              }

              @Override
              public Map<Integer, String> findAll(Set<Integer> keys) {
                return new HashMap<>();
              }
            });

    assertThatThrownBy(() -> failing.find(1)).hasMessageContaining("wrong");
    assertThat(source.queries).hasSize(1);
  }

  @Test
  void whoWaitsTooLongFailsAsWithoutAConnection() {
    JoinedLookups<Integer, String> hurried =
        new JoinedLookups<>(source, Duration.ofMillis(50), SLOW, Thread::yield);
    CountDownLatch gate = closedGate();
    List<Caller> running = occupy(hurried);

    assertThatThrownBy(() -> hurried.find(9))
        .satisfies(e -> assertThat(SqlErrorKind.find(e)).contains(SqlErrorKind.AWAY));

    gate.countDown();
    assertThat(results(running)).doesNotContain(Optional.empty());
    assertThat(source.later()).isEmpty();
    assertThat(hurried.find(9)).contains("v9");
  }

  @Test
  void thoseBehindTheFirstAlsoFailInTime() {
    JoinedLookups<Integer, String> hurried =
        new JoinedLookups<>(source, Duration.ofMillis(50), SLOW, Thread::yield);
    CountDownLatch gate = closedGate();
    List<Caller> running = occupy(hurried);
    List<Caller> behind =
        IntStream.rangeClosed(1, 100).mapToObj(key -> new Caller(hurried, key)).toList();

    assertThat(behind).allMatch(JoinedLookupsTest::isFailed);

    gate.countDown();
    assertThat(results(running)).doesNotContain(Optional.empty());
    assertThat(source.later()).isEmpty();
  }

  /** The query that runs is never slow here. */
  @Test
  void enoughThatWaitAreReadBesideAQueryThatRuns() {
    JoinedLookups<Integer, String> patient =
        new JoinedLookups<>(source, Duration.ofMinutes(2), Duration.ofMinutes(1), Thread::yield);
    CountDownLatch gate = closedGate();
    Caller running = new Caller(patient, 100);
    Await.until(() -> source.queries.size() == 1);
    List<Caller> few =
        IntStream.range(0, JoinedLookups.ENOUGH)
            .mapToObj(key -> new Caller(patient, 1 + key))
            .toList();
    Await.until(() -> few.stream().allMatch(one -> isParked(one.thread)));
    assertThat(source.queries).hasSize(1);
    source.gate = new CountDownLatch(0);

    assertThat(patient.find(50)).contains("v50");

    assertThat(results(few)).doesNotContain(Optional.empty());
    assertThat(running.result).isNotDone();
    assertThat(source.queries.stream().map(Set::size)).containsExactly(1, JoinedLookups.ENOUGH + 1);
    gate.countDown();
    assertThat(running.result.join()).contains("v100");
  }

  @Test
  void onlyTheFirstOfThoseThatWaitHasATimer() {
    CountDownLatch gate = occupied().getFirst();
    Caller first = waiting(1).getFirst();
    List<Caller> behind = waiting(2, 3, 4);

    assertThat(behind).noneMatch(one -> isWatching(one.thread));
    Await.until(() -> isWatching(first.thread));

    gate.countDown();
    assertThat(results(behind)).doesNotContain(Optional.empty());
  }

  @Test
  void thoseThatDoNotFitIntoASlowQueryOvertakeIt() {
    CountDownLatch slow = closedGate();
    CountDownLatch gathered = new CountDownLatch(1);
    JoinedLookups<Integer, String> gathering =
        new JoinedLookups<>(source, Duration.ofMinutes(1), SLOW, () -> awaitGate(gathered));
    Caller first = new Caller(gathering, 0);
    Await.until(() -> first.thread.getState() == Thread.State.WAITING);
    List<Caller> others =
        IntStream.rangeClosed(1, 63 + 64 + 1).mapToObj(i -> new Caller(gathering, i)).toList();
    Await.until(() -> others.stream().allMatch(one -> isParked(one.thread)));

    gathered.countDown();
    Await.until(() -> source.queries.size() == JoinedLookups.MAX_QUERIES);
    slow.countDown();

    assertThat(first.result.join()).isEmpty();
    assertThat(results(others)).doesNotContain(Optional.empty());
    assertThat(source.queries.stream().map(Set::size)).containsExactlyInAnyOrder(64, 64, 1);
  }

  @Test
  void anInterruptedCallerGetsItsValueAndStaysInterrupted() {
    CountDownLatch gate = occupied().getFirst();
    List<Caller> waiting = waiting(1, 2, 3);
    waiting.get(1).thread.interrupt();
    Await.until(() -> isParked(waiting.get(1).thread));

    gate.countDown();

    assertThat(results(waiting)).doesNotContain(Optional.empty());
    assertThat(waiting.stream().map(caller -> caller.wasInterrupted.join()))
        .containsExactly(false, true, false);
  }
}
