package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.RequestListener;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.jobs.Ending;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the history of requests: they are queued, and one thread writes many of them at once. The
 * queue says where in the spool a request is, so that it can be long. No request waits for its
 * record; when the queue is full, the request is not recorded, which is counted and logged.
 */
public final class RequestLog implements RequestListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

  /** About as many as the spool has room for; each takes 50 bytes of memory. */
  private static final int MAX_QUEUED = 500_000;

  /** How many of them may be outside of the spool, with all their bytes in memory. */
  private static final int MAX_IN_MEMORY = 20_000;

  private static final int MAX_BATCH = 5_000;

  /** Beyond this, requests are recorded without their headers and bodies. */
  private static final long MAX_DETAIL_BYTES = 64L * 1024 * 1024;

  /** Requests are gathered for four such pauses, unless they take this much memory before. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final int PAUSES = 4;
  private static final long FEW_DETAIL_BYTES = 1024 * 1024;

  private static final Duration RETRY_AFTER = Duration.ofMillis(500);

  private final Database database;
  private final DatabaseClock clock;
  private final String nodeId;
  private final Spool spool;
  private final Unrecorded unrecorded;
  private final PartitionMaintenance partitions;
  private final Bursts bursts = new Bursts();
  private final BlockingQueue<QueuedRequest> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
  private final AtomicInteger inMemory = new AtomicInteger();
  private final AtomicLong detailBytes = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong rejected = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final Thread thread =
      Thread.ofPlatform().name("request-log").daemon().unstarted(this::writeUntilClosed);
  private final Ending ending = new Ending();
  private long loggedDropped;

  /** Is notified of requests that are not in the history. */
  @FunctionalInterface
  public interface Unrecorded {
    void add(KeyOwner owner, Instant answeredAt, long requests);
  }

  /**
   * A history without a spool.
   *
   * @param retentionDays for how many whole days a request is stored
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
   * The history as this node writes it.
   *
   * @param retentionDays for how many whole days a request is stored
   * @param nodeId ID of this process and of its spool
   * @param spool stores requests until they are written
   * @param unrecorded is notified of requests that cannot be written
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
    this.partitions = new PartitionMaintenance(database, retentionDays);
    this.nodeId = nodeId;
    this.spool = spool;
    this.unrecorded = unrecorded;
  }

  /** Creates the partitions of these days, and begins to write. */
  public RequestLog start() {
    partitions.run();
    thread.start();
    return this;
  }

  @Override
  public void record(Exchange exchange) {
    record(exchange, clock.now(), 0);
  }

  /**
   * Takes one request; it is in the spool when this returns.
   *
   * @param answeredAt in database time
   * @param flush number of the flush of usage counts in which it is counted
   */
  public void record(Exchange exchange, Instant answeredAt, long flush) {
    exchange.owner().ifPresent(owner -> record(exchange, owner, answeredAt, flush));
  }

  private void record(Exchange exchange, KeyOwner owner, Instant answeredAt, long flush) {
    switch (bursts.add(exchange, owner, answeredAt)) {
      case Bursts.Storage.OwnRow ownRow -> {
        SpoolEntry entry = spooled(exchange, answeredAt, flush, Optional.empty());
        if (!offer(new QueuedRequest(entry, QueuedRequest.Details.of(exchange)))) {
          dropped.incrementAndGet();
          unrecorded.add(owner, answeredAt, 1);
          entry.mark().settle();
        }
      }
      case Bursts.Storage.InBurst in -> {
        Optional<String> row = Optional.of(in.burst().id());
        in.burst().settleWithRow(spooled(exchange, answeredAt, flush, row).mark());
      }
      case Bursts.Storage.NotStored notStored -> {
        dropped.incrementAndGet();
        unrecorded.add(owner, answeredAt, 1);
      }
    }
  }

  private SpoolEntry spooled(
      Exchange exchange, Instant answeredAt, long flush, Optional<String> burst) {
    SpooledRequest request = new SpooledRequest(exchange, answeredAt, flush, burst);
    return spool.append(SpoolFormat.write(request), flush);
  }

  /** Queues a request; false if there is no room. */
  private boolean offer(QueuedRequest request) {
    if (request.entry().isInMemory() && inMemory.incrementAndGet() > MAX_IN_MEMORY) {
      inMemory.decrementAndGet();
      return false;
    }
    QueuedRequest queued = reserve(request) ? request : request.withoutDetails();
    if (!queue.offer(queued)) {
      release(queued);
      return false;
    }
    return true;
  }

  /** Reserves the memory of a request's details; false if there is none. */
  private boolean reserve(QueuedRequest request) {
    int bytes = request.detailBytes();
    if (detailBytes.addAndGet(bytes) > MAX_DETAIL_BYTES) {
      detailBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** A request left the queue. */
  private void release(QueuedRequest queued) {
    detailBytes.addAndGet(-queued.detailBytes());
    if (queued.entry().isInMemory()) {
      inMemory.decrementAndGet();
    }
  }

  /** How many requests this node did not record: the queue was full, or they were rejected. */
  public long dropped() {
    return dropped.get() + rejected.get();
  }

  /** How many rows this node has written. */
  long written() {
    return written.get();
  }

  /** How many requests can be queued. */
  int maxQueued() {
    return spool.isOpen() ? MAX_QUEUED : MAX_IN_MEMORY;
  }

  /** How many requests are queued. */
  int queued() {
    return queue.size();
  }

  private void writeUntilClosed() {
    RequestBatch batch = new RequestBatch(nodeId, this::notifyRejected);
    while (hasMore(batch)) {
      try (Connection connection = database.connect()) {
        connection.setAutoCommit(false);
        while (hasMore(batch)) {
          if (batch.isEmpty()) {
            batch.add(gather());
          }
          if (!batch.isEmpty()) {
            write(batch, connection);
          }
          partitions.runIfDue();
        }
      } catch (SQLException | RuntimeException e) {
        LOG.warn("{} requests could not be recorded yet: {}", batch.size(), e.toString());
        if (ending.hasBegun()) {
          LOG.error("{} requests may not be recorded", batch.size() + queue.size());
          return;
        }
        partitions.expedite();
        ending.pause(RETRY_AFTER);
        partitions.runIfDue();
      }
    }
  }

  private void write(RequestBatch batch, Connection connection) throws SQLException {
    int rows = batch.size();
    int rejections = batch.write(connection);
    rejected.addAndGet(rejections);
    written.addAndGet(rows - rejections);
  }

  private boolean hasMore(RequestBatch batch) {
    return !ending.hasBegun() || !queue.isEmpty() || !batch.isEmpty() || !bursts.isEmpty();
  }

  private void notifyRejected(LoggedRequest request) {
    unrecorded.add(
        new KeyOwner(request.keyId(), request.head().accountId(), request.head().environment()),
        request.at(),
        request.requests());
  }

  /** Whether what is queued can still grow: what waits long is copied by the garbage collector. */
  private boolean isSmall() {
    return queue.size() < MAX_BATCH && detailBytes.get() < FEW_DETAIL_BYTES;
  }

  /** The queued requests, and those of the next moment. */
  private List<RequestCopy.Row> gather() {
    for (int i = 0; i < PAUSES && isSmall(); i++) {
      ending.pause(PAUSE);
    }
    List<QueuedRequest> taken = new ArrayList<>(Math.min(queue.size(), MAX_BATCH));
    queue.drainTo(taken, MAX_BATCH);
    logDropped();
    taken.forEach(this::release);
    List<RequestCopy.Row> rows = new ArrayList<>(taken);
    List<Burst> ended =
        ending.hasBegun() && queue.isEmpty() ? bursts.takeAll() : bursts.takeEnded(clock.now());
    ended.forEach(burst -> rows.add(burst.row()));
    return rows;
  }

  private void logDropped() {
    long now = dropped.get();
    if (now > loggedDropped) {
      LOG.error(
          "{} requests were not recorded: the database does not write them fast enough",
          now - loggedDropped);
      loggedDropped = now;
    }
  }

  /** Writes the queued requests, and ends. */
  @Override
  public void close() {
    ending.begin();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
