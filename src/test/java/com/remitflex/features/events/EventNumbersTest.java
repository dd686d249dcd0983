package com.remitflex.features.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventFilter;
import com.remitflex.core.events.EventStore;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.Result;
import com.remitflex.testing.Await;
import com.remitflex.testing.EngineCommands;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The numbers of events: without gaps, none visible late, and found at a cost that does not grow.
 */
class EventNumbersTest {
  private static final int EVENTS_PER_NODE = Seeded.cases(150, 20_000);
  private static final int MANY = 60_000;
  private static final Executor OWN_THREAD = Thread.ofVirtual()::start;

  private static TestPlatform platform;

  @BeforeAll
  static void start() {
    platform = new TestPlatform();
  }

  @AfterAll
  static void stop() {
    platform.assertWhole();
    platform.close();
  }

  /** Every third command fails in the database, which rolls its whole batch back. */
  @Test
  void readersOnThreeNodesSeeEachNumberInOrderUnderRollbacks() {
    HeadId head = platform.newAccount();
    List<Engine> nodes = List.of(platform.node(), platform.node(), platform.node());
    nodes.forEach(Engine::start);
    AtomicBoolean written = new AtomicBoolean();
    try (EventFeeds feeds = new EventFeeds(platform.database())) {
      EventService events = new EventService(platform.database(), feeds);
      List<CompletableFuture<List<Long>>> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        readers.add(CompletableFuture.supplyAsync(() -> poll(events, head, written), OWN_THREAD));
        readers.add(CompletableFuture.supplyAsync(() -> follow(events, head, written), OWN_THREAD));
      }
      List<CompletableFuture<Integer>> writers =
          nodes.stream()
              .map(node -> CompletableFuture.supplyAsync(() -> write(node, head), OWN_THREAD))
              .toList();
      long accepted = writers.stream().mapToInt(CompletableFuture::join).sum();
      written.set(true);

      assertThat(accepted).isEqualTo(3L * EVENTS_PER_NODE);
      List<Long> expected = LongStream.rangeClosed(1, accepted).boxed().toList();
      for (CompletableFuture<List<Long>> reader : readers) {
        assertThat(reader.join()).isEqualTo(expected);
      }
    }
  }

  private static int write(Engine node, HeadId head) {
    int accepted = 0;
    for (int i = 0; accepted < EVENTS_PER_NODE; i++) {
      if (i % 3 == 2) {
        assertThat(node.run(EngineCommands.emits(head, "not JSON")))
            .isInstanceOf(Result.Rejected.class);
        continue;
      }
      var _ = node.run(EngineCommands.emits(head, "{}")).orElseThrow();
      accepted++;
    }
    return accepted;
  }

  private static List<Long> poll(EventService events, HeadId head, AtomicBoolean written) {
    List<Long> seen = new ArrayList<>();
    while (true) {
      boolean last = written.get();
      EventService.Feed feed = events.after(head, seen.size(), 50);
      feed.events().forEach(event -> seen.add(event.seq()));
      if (last && !feed.hasMore()) {
        return seen;
      }
    }
  }

  private static List<Long> follow(EventService events, HeadId head, AtomicBoolean written) {
    List<Long> seen = new ArrayList<>();
    try (EventTail tail = events.follow(head, EventFilter.ALL, OptionalLong.of(0))) {
      while (true) {
        boolean last = written.get();
        tail.next(Duration.ofMillis(20)).forEach(event -> seen.add(event.seq()));
        if (last && tail.position() == events.newest(head)) {
          return seen;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Adds many events whose IDs begin with this digit. */
  private static void insertMany(HeadId head, int digit) {
    platform
        .database()
        .use(handle -> {
          handle.execute(
              """
              INSERT INTO event (account_id, environment, seq, id, type, subject, created_at, data)
              SELECT ?, ?, n, 'evt_' || ? || lpad(n::text, 25, '0'),
                     CASE WHEN n = 7 THEN 'payment.settled' WHEN n % 10000 = 9 THEN 'payment.failed'
                          ELSE 'payment.created' END,
                     'pmt_' || n / 4,
                     timestamptz '2026-01-01 00:00Z' + (n / 3) * interval '1 s', '{}'
              FROM generate_series(1, ?) AS n
              """,
              head.accountId(), head.environment().word(), Integer.toString(digit), MANY);
          handle.execute(
              "UPDATE account_head SET next_event = ? WHERE account_id = ? AND environment = ?",
              MANY + 1,
              head.accountId(),
              head.environment().word());
          handle.execute("ANALYZE event");
        });
  }

  @Test
  void aPageAmongManyReadsFewRows() {
    HeadId head = platform.newAccount();
    insertMany(head, 1);
    try (EventFeeds feeds = new EventFeeds(platform.database())) {
      EventService events = new EventService(platform.database(), feeds);
      Instant time = Instant.parse("2026-01-01T02:00:00Z");
      EventFilter all = EventFilter.ALL;
      EventFilter rare =
          new EventFilter(
              Optional.of("payment.failed"), Optional.empty(), Optional.empty(), Optional.empty());
      EventFilter range =
          new EventFilter(
              Optional.empty(),
              Optional.empty(),
              Optional.of(time),
              Optional.of(time.plusSeconds(1)));

      assertThat(rowsRead(() -> events.list(head, all, PageQuery.newest(20)))).isLessThan(60);
      assertThat(rowsRead(() -> events.list(head, rare, PageQuery.newest(20)))).isLessThan(60);
      assertThat(rowsRead(() -> events.list(head, range, PageQuery.newest(20)))).isLessThan(120);
      assertThat(rowsRead(() -> events.after(head, 30_000, 20))).isLessThan(60);

      assertThat(events.list(head, rare, PageQuery.newest(20)).items()).hasSize(MANY / 10_000);
      assertThat(events.list(head, range, PageQuery.newest(20)).items())
          .hasSize(3)
          .allMatch(event -> event.createdAt().equals(time));
      assertThat(EventStore.find(platform.database(), head, "evt_1" + "0".repeat(24) + "7"))
          .map(Event::seq)
          .contains(7L);
    }
  }

  /** The rows of events that a query reads, by the statistics of the database. */
  private static long rowsRead(Runnable query) {
    long before = rowsRead();
    query.run();
    long after =
        Await.until("the statistics are written", EventNumbersTest::rowsRead, now -> now > before);
    return after - before;
  }

  private static long rowsRead() {
    return platform
        .database()
        .with(handle -> {
          handle.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()");
          return handle
              .createQuery(
                  """
                  SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables
                  WHERE relname = 'event'
                  """)
              .mapTo(Long.class)
              .one();
        });
  }

  /** A type without an index is searched in steps; each page leads to the next. */
  @Test
  void aSearchOverManyEventsGoesOnFromItsCursor() {
    HeadId head = platform.newAccount();
    insertMany(head, 2);
    EventFilter settled =
        new EventFilter(
            Optional.of("payment.settled"), Optional.empty(), Optional.empty(), Optional.empty());
    try (EventFeeds feeds = new EventFeeds(platform.database())) {
      EventService events = new EventService(platform.database(), feeds);
      for (Order order : Order.values()) {
        List<Long> found = new ArrayList<>();
        int pages = 1;
        Page<Event> page = events.list(head, settled, new PageQuery(order, Optional.empty(), 20));
        while (page.next().isPresent()) {
          page.items().forEach(event -> found.add(event.seq()));
          page = events.list(head, settled, new PageQuery(order, page.next(), 20));
          pages++;
        }
        page.items().forEach(event -> found.add(event.seq()));
        assertThat(found).containsExactly(7L);
        assertThat(pages).isEqualTo(3);
      }
    }
  }
}
