package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.features.activity.requests.RequestDetail;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of every key: requests wait in a bounded queue and are written by one thread, many at
 * once. A request never waits for its record; what finds the queue full is counted and said aloud.
 */
public final class RequestLog implements RequestListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

  private static final int MOST_WAITING = 20_000;
  private static final int MOST_AT_ONCE = 5_000;
  private static final long MOST_BODY_BYTES = 64L * 1024 * 1024;
  private static final Duration GATHERED = Duration.ofMillis(200);
  private static final Duration AGAIN_AFTER = Duration.ofMillis(500);
  private static final Duration CARE = Duration.ofHours(1);

  private final Database database;
  private final DatabaseClock clock;
  private final int retentionDays;
  private final String nodeId;
  private final Spool spool;
  private final Unrecorded unrecorded;
  private final Bursts bursts = new Bursts();
  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong bodyBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().name("request-log").daemon().unstarted(this::writeAlways);
  private volatile boolean closed;
  private long careNanos = System.nanoTime();
  private long toldOfDropped;

  /** A request that waits to be written. */
  private record Entry(
      Exchange exchange, KeyOwner owner, Instant answeredAt, int bodyBytes, Spool.Mark mark) {}

  /** Notified of requests that are in no history. */
  @FunctionalInterface
  public interface Unrecorded {
    void add(KeyOwner owner, Instant answeredAt, long requests);
  }

  /**
   * The history of this platform, without a spool.
   *
   * @param retentionDays how many whole days it is kept
   */
  public RequestLog(Database database, DatabaseClock clock, int retentionDays) {
    this(
        database,
        clock,
        retentionDays,
        IdPrefix.NODE.next(),
        Spool.none(),
        (owner, at, requests) -> {});
  }

  /**
   * The history of this platform, as this node writes it.
   *
   * @param retentionDays how many whole days it is kept
   * @param nodeId name of this process, which its spool has too
   * @param spool where requests are until they are written
   * @param unrecorded notified of requests that cannot be written
   */
  public RequestLog(
      Database database,
      DatabaseClock clock,
      int retentionDays,
      String nodeId,
      Spool spool,
      Unrecorded unrecorded) {
    this.database = database;
    this.clock = clock;
    this.retentionDays = retentionDays;
    this.nodeId = nodeId;
    this.spool = spool;
    this.unrecorded = unrecorded;
  }

  /** Makes the days around now, and begins to write. */
  public RequestLog start() {
    care();
    thread.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    record(exchange, clock.now(), 0);
  }

  /**
   * Takes one request, and has it in the spool when this returns.
   *
   * @param answeredAt in database time
   * @param flush the flush of usage counts in which it is counted
   */
  public void record(Exchange exchange, Instant answeredAt, long flush) {
    exchange.owner().ifPresent(owner -> record(exchange, owner, answeredAt, flush));
  }

  private void record(Exchange exchange, KeyOwner owner, Instant answeredAt, long flush) {
    switch (bursts.place(exchange, owner, answeredAt)) {
      case Bursts.Place.OwnRow ownRow ->
          offer(
              exchange, owner, answeredAt, spooled(exchange, answeredAt, flush, Optional.empty()));
      case Bursts.Place.InBurst in ->
          in.burst()
              .settleWithRow(spooled(exchange, answeredAt, flush, Optional.of(in.burst().id())));
      case Bursts.Place.Nowhere nowhere -> {
        dropped.incrementAndGet();
        unrecorded.add(owner, answeredAt, 1);
      }
    }
  }

  private Spool.Mark spooled(
      Exchange exchange, Instant answeredAt, long flush, Optional<String> burst) {
    return spool.append(new SpooledRequest(exchange, answeredAt, flush, burst).bytes(), flush);
  }

  private void offer(Exchange exchange, KeyOwner owner, Instant answeredAt, Spool.Mark mark) {
    int bytes = exchange.requestBody().length + exchange.responseBody().length;
    bodyBytes.addAndGet(bytes);
    if (!waiting.offer(new Entry(exchange, owner, answeredAt, bytes, mark))) {
      bodyBytes.addAndGet(-bytes);
      dropped.incrementAndGet();
      unrecorded.add(owner, answeredAt, 1);
      mark.settle();
    }
  }

  /** How many requests this node could not record, because they came too fast or were refused. */
  public long dropped() {
    return dropped.get() + refused.get();
  }

  /** How many requests wait to be written. */
  int waiting() {
    return waiting.size();
  }

  private void writeAlways() {
    RequestBatch batch = new RequestBatch(nodeId, this::giveUp);
    while (hasMore(batch)) {
      try (Connection connection = database.connect()) {
        connection.setAutoCommit(false);
        while (hasMore(batch)) {
          if (batch.isEmpty()) {
            batch.add(gather());
          }
          if (!batch.isEmpty()) {
            refused.addAndGet(batch.write(connection));
          }
          careIfDue();
        }
      } catch (SQLException | IOException | RuntimeException e) {
        LOG.warn("{} requests are recorded later: {}", batch.size(), e.toString());
        if (closed) {
          LOG.error("{} requests may not be on record", batch.size() + waiting.size());
          return;
        }
        careNanos = System.nanoTime();
        pause();
        careIfDue();
      }
    }
  }

  private boolean hasMore(RequestBatch batch) {
    return !closed || !waiting.isEmpty() || !batch.isEmpty() || !bursts.isEmpty();
  }

  private void giveUp(LoggedRequest request) {
    unrecorded.add(
        new KeyOwner(request.keyId(), request.head().accountId(), request.head().environment()),
        request.at(),
        request.requests());
  }

  /** What waits now, and what comes in a moment more. */
  private List<RequestCopy.Row> gather() {
    List<Entry> entries = new ArrayList<>();
    try {
      Entry first = waiting.poll(GATHERED.toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        entries.add(first);
        if (waiting.size() < MOST_AT_ONCE && !closed) {
          Thread.sleep(GATHERED.toMillis());
        }
        waiting.drainTo(entries, MOST_AT_ONCE - 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean plenty = bodyBytes.get() > MOST_BODY_BYTES;
    entries.forEach(entry -> bodyBytes.addAndGet(-entry.bodyBytes()));
    tellOfDropped();
    List<RequestCopy.Row> rows = new ArrayList<>();
    entries.forEach(entry -> rows.add(row(entry, plenty)));
    List<Burst> ended =
        closed && waiting.isEmpty() ? bursts.takeAll() : bursts.takeEnded(clock.now());
    ended.forEach(burst -> rows.add(burst.row()));
    return rows;
  }

  private static RequestCopy.Row row(Entry entry, boolean withoutBodies) {
    return new RequestCopy.Row(
        LoggedRequest.of(entry.exchange(), entry.owner(), entry.answeredAt()),
        withoutBodies ? Optional.empty() : detail(entry.exchange()),
        entry.mark());
  }

  private static Optional<RequestDetail> detail(Exchange exchange) {
    if (exchange.headers().isEmpty()) {
      return Optional.empty();
    }
    var headers = Json.object();
    new TreeMap<>(exchange.headers()).forEach(headers::put);
    return Optional.of(
        new RequestDetail(
            Json.text(headers),
            MaskedBody.of(exchange.requestBody()),
            MaskedBody.of(exchange.responseBody())));
  }

  private void tellOfDropped() {
    long now = dropped.get();
    if (now > toldOfDropped) {
      LOG.error(
          "{} requests were not recorded: the database does not take them fast enough",
          now - toldOfDropped);
      toldOfDropped = now;
    }
  }

  private void careIfDue() {
    if (System.nanoTime() - careNanos >= 0) {
      try {
        care();
      } catch (RuntimeException e) {
        LOG.warn("the days of the request log are looked after later: {}", e.toString());
        careNanos = System.nanoTime() + AGAIN_AFTER.toNanos();
      }
    }
  }

  /** Makes the days to come and drops those that are too old. */
  private void care() {
    Instant now =
        database.inTransaction(handle -> {
          Instant read = DatabaseClock.read(handle);
          PartitionStore.make(handle, read);
          return read;
        });
    careNanos = System.nanoTime() + CARE.toNanos();
    LocalDate oldest = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(retentionDays);
    database.inTransaction(handle -> PartitionStore.dropBefore(handle, oldest));
  }

  private static void pause() {
    try {
      Thread.sleep(AGAIN_AFTER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes what waits. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
