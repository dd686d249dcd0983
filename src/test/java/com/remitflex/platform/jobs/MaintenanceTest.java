package com.remitflex.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One node at a time runs a task, whatever happens to the others. */
class MaintenanceTest {
  private static final Duration OFTEN = Duration.ofMillis(100);
  private static final Duration RARELY = Duration.ofHours(1);

  private static String url;
  private static Database database;

  @BeforeAll
  static void open() {
    url = TestDatabase.create();
    database = Database.open(url);
  }

  @AfterAll
  static void drop() {
    database.close();
    TestDatabase.drop(url);
  }

  @BeforeEach
  void noTasks() {
    database.use(handle -> handle.execute("DELETE FROM maintenance_task"));
  }

  private static Maintenance node(Duration interval, Consumer<BooleanSupplier> work) {
    return new Maintenance(
        database, new DatabaseClock(), List.of(new MaintenanceTask("sweep", interval, work)));
  }

  @Test
  void twoNodesNeverRunATaskAtTheSameTime() {
    AtomicBoolean inside = new AtomicBoolean();
    AtomicBoolean overlapped = new AtomicBoolean();
    AtomicInteger runs = new AtomicInteger();
    Consumer<BooleanSupplier> work =
        stopping -> {
          if (!inside.compareAndSet(false, true)) {
            overlapped.set(true);
          }
          runs.incrementAndGet();
          inside.set(false);
        };

    try (Maintenance _ = node(OFTEN, work).start();
        Maintenance _ = node(OFTEN, work).start()) {
      Await.until("six runs", () -> runs.get() >= 6);
    }

    assertThat(overlapped).isFalse();
  }

  @Test
  void aRestartDoesNotRunATaskAgainBeforeItIsDue() {
    AtomicInteger runs = new AtomicInteger();
    try (Maintenance _ = node(RARELY, stopping -> runs.incrementAndGet()).start()) {
      Await.until("the first run is recorded", () -> runs.get() == 1 && isRecorded());
    }
    AtomicInteger others = new AtomicInteger();
    List<MaintenanceTask> tasks =
        List.of(
            MaintenanceTask.of("sweep", RARELY, runs::incrementAndGet),
            MaintenanceTask.of("other", OFTEN, others::incrementAndGet));

    try (Maintenance _ = new Maintenance(database, new DatabaseClock(), tasks).start()) {
      Await.until("three runs of the other task", () -> others.get() >= 3);
    }

    assertThat(runs).hasValue(1);
  }

  @Test
  void aRunThatFailsIsFollowedByTheNext() {
    AtomicInteger runs = new AtomicInteger();
    Consumer<BooleanSupplier> work =
        stopping -> {
          if (runs.incrementAndGet() == 1) {
            throw new IllegalStateException("a run that fails");
          }
        };

    try (Maintenance _ = node(OFTEN, work).start()) {
      Await.until("a second run", () -> runs.get() >= 2);
    }
  }

  @Test
  void aLongRunLearnsThatItsNodeShutsDown() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    Consumer<BooleanSupplier> work =
        stopping -> {
          began.countDown();
          while (!stopping.getAsBoolean()) {
            Thread.onSpinWait();
          }
          ended.set(true);
        };

    try (Maintenance _ = node(RARELY, work).start()) {
      began.await();
    }

    assertThat(ended).isTrue();
  }

  private static boolean isRecorded() {
    return database.with(handle ->
        handle
            .createQuery(
                """
                SELECT count(*) = 1 FROM maintenance_task
                WHERE NOT picked AND last_success IS NOT NULL
                """)
            .mapTo(Boolean.class)
            .one());
  }
}
