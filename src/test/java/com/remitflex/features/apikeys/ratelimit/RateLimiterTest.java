package com.remitflex.features.apikeys.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.http.api.RequestLimit.Window;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Await;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The request limit on three nodes and one real database: exact, and rarely asking. */
@Tag("slow")
class RateLimiterTest {
  private static final int LIMIT = 300;
  private static final Duration A_SCENARIO = Duration.ofSeconds(10);
  private static final Set<Thread.State> WAITS =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static String url;
  private static Database database;

  private final List<RateLimiter> started = new ArrayList<>();

  @BeforeAll
  static void open() {
    url = TestDatabase.create();
    database = Database.open(url);
    // A sequence counts immediately and is not rolled back.
    database.use(handle ->
        handle.execute(
            """
            CREATE SEQUENCE written;
            CREATE FUNCTION count_written() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM nextval('written');
              RETURN NULL;
            END $$;
            CREATE TRIGGER count_written AFTER INSERT OR UPDATE ON rate_window
              FOR EACH ROW EXECUTE FUNCTION count_written()
            """));
  }

  @AfterEach
  void stop() {
    started.forEach(RateLimiter::close);
  }

  @AfterAll
  static void close() {
    database.close();
    TestDatabase.drop(url);
  }

  /** How many clients each node has; one without clients, or alone, takes a portion first. */
  private enum Demand {
    EVEN(3, 8, 8, 8),
    SKEWED(3, 20, 3, 1),
    HELD(3, 0, 16, 0),
    ALL_HELD(1, 0, 16, 0),
    CONTESTED(1, 8, 8, 8);

    final int nodesAsTheFirstSees;
    final int[] threads;

    Demand(int nodesAsTheFirstSees, int... threads) {
      this.nodesAsTheFirstSees = nodesAsTheFirstSees;
      this.threads = threads;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, EVEN",
    "7, EVEN",
    "300, EVEN",
    "10000, EVEN",
    "1, SKEWED",
    "7, SKEWED",
    "300, SKEWED",
    "10000, SKEWED",
    "1, HELD",
    "7, HELD",
    "300, HELD",
    "10000, HELD",
    "7, ALL_HELD",
    "300, ALL_HELD",
    "10000, ALL_HELD",
    "7, CONTESTED",
    "300, CONTESTED",
    "10000, CONTESTED"
  })
  void neverOverAndAtMostOnePercentUnder(int limit, Demand demand) {
    Set<Long> minutes;
    do {
      List<RateLimiter> nodes =
          List.of(node(limit, demand.nodesAsTheFirstSees), node(limit, 3), node(limit, 3));
      Principal key = newKey();
      awaitTimeInTheMinute();

      Queue<Window> answers = hammer(nodes, key, limit, demand);

      minutes = new HashSet<>(answers.stream().map(Window::resetSeconds).toList());
      for (long minute : minutes) {
        assertThat(admitted(answers, minute)).as("minute %d", minute).isLessThanOrEqualTo(limit);
      }
      assertThat(answers).allMatch(a -> a.limit() == limit && a.remaining() >= 0);
      if (minutes.size() == 1) {
        System.out.printf(
            "RateLimiterTest: limit %d, %s: %d of %d requests admitted%n",
            limit, demand, admitted(answers, minutes.iterator().next()), answers.size());
        assertThat(answers.size()).as("requests").isGreaterThan(limit);
        assertThat(admitted(answers, minutes.iterator().next()) * 100)
            .as("admitted, in percent of a request")
            .isGreaterThanOrEqualTo(limit * 99L);
      }
    } while (minutes.size() > 1);
  }

  /** Asks until 99% of the limit is used up, and for a while after that. */
  private static Queue<Window> hammer(
      List<RateLimiter> nodes, Principal key, int limit, Demand demand) {
    Queue<Window> answers = new ConcurrentLinkedQueue<>();
    AtomicInteger admitted = new AtomicInteger();
    Instant end = Instant.now().plus(A_SCENARIO);
    for (int i = 0; i < nodes.size(); i++) {
      if (demand.threads[i] == 0 || (i == 0 && demand.nodesAsTheFirstSees == 1)) {
        Window answer = take(nodes.get(i), key);
        answers.add(answer);
        admitted.addAndGet(answer.admitted() ? 1 : 0);
      }
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < nodes.size(); i++) {
        RateLimiter node = nodes.get(i);
        for (int j = 0; j < demand.threads[i]; j++) {
          threads.submit(() -> {
            int surplus = 20;
            while (surplus > 0 && Instant.now().isBefore(end)) {
              Window answer = take(node, key);
              answers.add(answer);
              if (answer.admitted()) {
                admitted.incrementAndGet();
              } else {
                surplus -= admitted.get() >= limit - limit / 100 ? 1 : 0;
                Await.pause(Duration.ofMillis(2));
              }
            }
            return null;
          });
        }
      }
    }
    return answers;
  }

  private static long admitted(Queue<Window> answers, long resetSeconds) {
    return answers.stream().filter(a -> a.admitted() && a.resetSeconds() == resetSeconds).count();
  }

  /** A part of 1% is taken at a time, most of it before it is needed. */
  @Test
  void oneNodeAloneCountsExactlyAndWritesOnceForAPartOfAPercent() {
    int limit = 10_000;
    RateLimiter node = node(limit, 1);
    Principal key = newKey();
    awaitTimeInTheMinute();
    long before = written();

    for (int i = 0; i < limit; i++) {
      Window answer = take(node, key);
      assertThat(answer.admitted()).isTrue();
      assertThat(answer.remaining()).isEqualTo(limit - 1 - i);
    }
    assertThat(written() - before).isLessThan(500);
    long end = written();
    for (int i = 0; i < LIMIT; i++) {
      assertThat(take(node, key).admitted()).isFalse();
    }
    assertThat(written() - end).isLessThanOrEqualTo(1);
  }

  @Test
  void threeNodesAskFarLessOftenThanThereAreRequests() {
    List<RateLimiter> nodes = List.of(node(10_000, 3), node(10_000, 3), node(10_000, 3));
    Principal key = newKey();
    awaitTimeInTheMinute();
    long before = written();

    Queue<Window> answers = hammer(nodes, key, 10_000, Demand.EVEN);

    assertThat(answers).hasSizeGreaterThan(10_000);
    assertThat(written() - before).isLessThan(500);
  }

  /** The first one waits for the database until all others wait for it. */
  @Test
  void requestsThatWaitForTheSameAllocationShareARoundTrip() throws Exception {
    RateLimiter node = node(10_000, 3);
    Principal key = newKey();
    List<FutureTask<Window>> requests =
        Stream.generate(() -> new FutureTask<>(() -> take(node, key))).limit(500).toList();
    awaitTimeInTheMinute();
    long before = written();

    try (Handle locker = Jdbi.open(url)) {
      locker.begin();
      locker.execute("LOCK TABLE rate_window IN EXCLUSIVE MODE");
      List<Thread> threads = requests.stream().map(Thread.ofVirtual()::start).toList();
      Await.until(
          "all requests wait",
          () -> threads.stream().allMatch(one -> WAITS.contains(one.getState())));
      locker.rollback();
    }

    for (FutureTask<Window> request : requests) {
      assertThat(request.get().admitted()).isTrue();
    }
    assertThat(written() - before).isLessThan(5);
  }

  @Test
  void manyWindowsAreReleasedTogether() throws Exception {
    int limit = 20;
    RateLimiter holder = node(limit, 1);
    RateLimiter asker = node(limit, 2);
    List<Principal> keys = Stream.generate(() -> newKey()).limit(100).toList();
    List<Future<Window>> answers = new ArrayList<>();
    awaitTimeInTheMinute();
    keys.forEach(key -> assertThat(take(holder, key).admitted()).isTrue());

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Principal key : keys) {
        for (int i = 1; i < limit; i++) {
          answers.add(threads.submit(() -> takePatiently(asker, key)));
        }
      }
    }

    for (Future<Window> answer : answers) {
      assertThat(answer.get().admitted()).isTrue();
    }
    for (Principal key : keys) {
      assertThat(take(asker, key).admitted()).isFalse();
      assertThat(take(holder, key).admitted()).isFalse();
    }
  }

  @Test
  void theKeysOwnLimitCountsInsteadOfThePlatforms() {
    RateLimiter node = node(LIMIT, 1);
    awaitTimeInTheMinute();

    assertThat(take(node, newKey(7)).limit()).isEqualTo(7);
    assertThat(take(node, newKey(1000)).remaining()).isEqualTo(999);
    assertThat(node.take(newKey(0))).isEmpty();
    assertThat(node(0, 1).take(newKey())).isEmpty();
    assertThat(take(node(0, 1), newKey(7)).limit()).isEqualTo(7);
  }

  @Test
  void whoMakesTheWindowFixesItsLimitForAllNodes() {
    RateLimiter one = node(LIMIT, 2);
    RateLimiter other = node(LIMIT, 2);
    Principal key = newKey(7);
    Principal raised = withLimit(key.keyId(), Optional.of(50));
    awaitTimeInTheMinute();

    assertThat(take(one, key).limit()).isEqualTo(7);
    assertThat(take(other, raised).limit()).isEqualTo(7);
  }

  /** It asks each time, since it believes that the next minute has begun; but for all who wait. */
  @Test
  void aNodeWhoseClockIsAheadCountsInTheDatabasesMinute() throws Exception {
    DatabaseClock ahead = new DatabaseClock();
    Instant local = Instant.now();
    ahead.observe(local, local.plus(Duration.ofHours(1)), local);
    RateLimiter wrong = new RateLimiter(database, ahead, LIMIT, newNode(), () -> 2).start();
    started.add(wrong);
    RateLimiter right = node(LIMIT, 2);
    Principal key = newKey();
    List<Future<Window>> answers = new ArrayList<>();
    awaitTimeInTheMinute();
    long before = written();

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 2 * LIMIT; i++) {
        answers.add(threads.submit(() -> take(wrong, key)));
      }
    }

    int admitted = 0;
    long reset = take(right, key).resetSeconds();
    for (Future<Window> answer : answers) {
      assertThat(answer.get().resetSeconds()).isEqualTo(reset);
      admitted += answer.get().admitted() ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(LIMIT);
    assertThat(written() - before).isLessThan(LIMIT);
  }

  @Test
  void aStoppedNodeReleasesWhatItHolds() {
    RateLimiter leaving = node(LIMIT, 1);
    RateLimiter staying = node(LIMIT, 1);
    Principal key = newKey();
    awaitTimeInTheMinute();
    take(leaving, key);

    leaving.close();

    assertThat(take(staying, key).remaining()).isEqualTo(LIMIT - 2);
  }

  /**
   * Nodes that crash, however often and wherever they stand, leave the others and their successors
   * 99% of the limit, and no one ever more than the limit.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "5, 3", "50, 1", "99, 2", "100, 3", "300, 1", "300, 3", "1000, 2"})
  void noNumberOfCrashesLosesMoreThanOnePercent(int limit, int many) {
    long seed = Seeded.seed();
    Random random = new Random(seed);
    Set<Long> minutes;
    do {
      minutes = new HashSet<>();
      Principal key = newKey();
      List<RateLimiter> nodes = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        nodes.add(node(limit, many));
      }
      int crashes = 20;
      int admitted = 0;
      awaitTimeInTheMinute();
      for (int rejectedInARow = 0; rejectedInARow < 10 * many; ) {
        int which = random.nextInt(many);
        if (crashes > 0 && random.nextInt(limit + 20) < 20) {
          // It is abandoned with all that it holds, and does not come back in this minute.
          nodes.set(which, node(limit, many));
          crashes--;
        }
        Window answer = take(nodes.get(which), key);
        minutes.add(answer.resetSeconds());
        admitted += answer.admitted() ? 1 : 0;
        rejectedInARow = answer.admitted() ? 0 : rejectedInARow + 1;
      }
      if (minutes.size() == 1) {
        assertThat(admitted).as("seed %d", seed).isBetween(limit - limit / 100, limit);
      }
    } while (minutes.size() > 1);
  }

  /**
   * Its allocation is committed, its response lost: the next one has all that the node was given.
   */
  @Test
  void aLostResponseLosesNoRequest() {
    WindowStore.AllocationRequest request =
        new WindowStore.AllocationRequest(newKey().keyId(), 50, "h0", "h1", -1, 0, 7);
    awaitTimeInTheMinute();

    WindowStore.Allocation lost = take(request);
    WindowStore.Allocation next = take(request);

    assertThat(lost.given()).isEqualTo(7);
    assertThat(next.given()).isEqualTo(7);
    assertThat(next.left()).isEqualTo(43);
  }

  private static WindowStore.Allocation take(WindowStore.AllocationRequest request) {
    return database
        .with(handle -> WindowStore.allocate(handle, List.of(request), 1))
        .get(request.keyId());
  }

  @Test
  void endedWindowsAreDeleted() {
    database.use(handle ->
        handle.execute(
            """
            INSERT INTO rate_window VALUES (27000000, 'key_old', 300, 10, 1, false, '{}')
            """));
    Principal key = newKey();

    take(node(LIMIT, 1), key);

    Await.until(() -> rows("key_old") == 0);
    assertThat(rows(key.keyId())).isPositive();
  }

  @Test
  void withoutTheDatabaseANodeSpendsWhatItHasAndThenFails() {
    Database lost = Database.open(url);
    RateLimiter node = new RateLimiter(lost, new DatabaseClock(), LIMIT, newNode(), () -> 1);
    Principal key = newKey();
    awaitTimeInTheMinute();
    take(node, key);

    lost.close();

    for (int i = 0; i < LIMIT / 100; i++) {
      assertThat(take(node, key).admitted()).isTrue();
    }
    assertThatThrownBy(() -> take(node, key)).satisfies(RateLimiterTest::assertAway);
  }

  /** Each try takes three seconds here: one after another they would take a minute and a half. */
  @Test
  void thoseWhoWaitWhileTheDatabaseIsAwayFailTogether() {
    Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    Instant start = Instant.now();
    try (Database away = Database.open("jdbc:postgresql://127.0.0.1:1/nothing?user=no")) {
      RateLimiter node = new RateLimiter(away, new DatabaseClock(), LIMIT, newNode(), () -> 1);
      Principal key = newKey();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 30; i++) {
          threads.submit(() -> {
            try {
              take(node, key);
            } catch (RuntimeException e) {
              failures.add(e);
            }
          });
        }
      }
    }

    assertThat(failures).hasSize(30).allSatisfy(RateLimiterTest::assertAway);
    assertThat(Duration.between(start, Instant.now()))
        .isLessThan(Seeded.limit(Duration.ofSeconds(80), Duration.ofSeconds(45)));
  }

  private static void assertAway(Throwable failure) {
    assertThat(SqlErrorKind.find(failure)).contains(SqlErrorKind.AWAY);
  }

  private RateLimiter node(int limit, int nodes) {
    RateLimiter node =
        new RateLimiter(database, new DatabaseClock(), limit, newNode(), () -> nodes).start();
    started.add(node);
    return node;
  }

  private static String newNode() {
    return "node_" + NAMES.incrementAndGet();
  }

  private static Principal newKey() {
    return withLimit("key_" + NAMES.incrementAndGet(), Optional.empty());
  }

  private static Principal newKey(int requestsPerMinute) {
    return withLimit("key_" + NAMES.incrementAndGet(), Optional.of(requestsPerMinute));
  }

  private static Principal withLimit(String keyId, Optional<Integer> requestsPerMinute) {
    return new Principal(
        keyId, "acc_1", Environment.SANDBOX, Scope.READ, 1, requestsPerMinute, false);
  }

  private static Window take(RateLimiter node, Principal key) {
    return node.take(key).orElseThrow();
  }

  /** A busy machine may let the holder be slow for longer than a node waits. */
  private static Window takePatiently(RateLimiter node, Principal key) throws InterruptedException {
    Instant end = Instant.now().plus(A_SCENARIO);
    Window answer = take(node, key);
    while (!answer.admitted() && Instant.now().isBefore(end)) {
      Await.pause(Duration.ofMillis(20));
      answer = take(node, key);
    }
    return answer;
  }

  private static long written() {
    return database.with(handle ->
        handle
            .createQuery("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM written")
            .mapTo(Long.class)
            .one());
  }

  private static long rows(String keyId) {
    return database.with(handle ->
        handle
            .createQuery("SELECT count(*) FROM rate_window WHERE key_id = :key")
            .bind("key", keyId)
            .mapTo(Long.class)
            .one());
  }

  /** Sleeps over the minute's end if it is near. */
  private static void awaitTimeInTheMinute() {
    Await.until(() -> Instant.now().getEpochSecond() % 60 < 60 - A_SCENARIO.toSeconds());
  }
}
