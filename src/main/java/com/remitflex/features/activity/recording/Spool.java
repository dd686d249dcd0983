package com.remitflex.features.activity.recording;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process has answered and not yet written to the database, in files of the data
 * directory that survive the end of the process (not that of the machine: nothing waits for the
 * disk). Each request is here before its response; the next process replays what is left. A request
 * never fails for want of the spool: what finds no room is counted.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  /** With 4 MiB each: 256 MiB at most. */
  private static final int MOST_SEGMENTS = 64;

  private static final long AGAIN_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final String LOCK = "lock";

  static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final String database;
  private final Optional<FileChannel> lock;
  private final LongSupplier writtenFlush;
  private final BooleanSupplier alarmsAreRaised;
  private final ReentrantLock appending = new ReentrantLock();
  private final AtomicLong missed = new AtomicLong();

  /** The last one is written to; under the lock. */
  private final Deque<Segment> segments = new ArrayDeque<>();

  private int made;
  private long tryAgainNanos = System.nanoTime();
  private long missedInLog;

  /** The place of a request in the spool. */
  @FunctionalInterface
  public interface Mark {
    /** The request is on record, or will never be. */
    void settle();

    /** Of what is not in the spool. */
    Mark NONE = () -> {};
  }

  private Spool(
      Path directory,
      String database,
      Optional<FileChannel> lock,
      LongSupplier writtenFlush,
      BooleanSupplier alarmsAreRaised) {
    this.directory = directory;
    this.database = database;
    this.lock = lock;
    this.writtenFlush = writtenFlush;
    this.alarmsAreRaised = alarmsAreRaised;
  }

  /** A spool that keeps nothing. */
  static Spool none() {
    return new Spool(Path.of(""), "", Optional.empty(), () -> 0, () -> true);
  }

  /**
   * The spool of this process, in a directory of its own. Where none can be made it keeps nothing,
   * and says so in the log.
   *
   * @param parent of the spools of all processes that had this data directory
   * @param nodeId name of the process, which no other ever had
   * @param database name of the installation: what is left is replayed into no other
   * @param writtenFlush up to which flush the usage counts are committed
   * @param alarmsAreRaised whether no alarm waits to be raised
   */
  public static Spool open(
      Path parent,
      String nodeId,
      String database,
      LongSupplier writtenFlush,
      BooleanSupplier alarmsAreRaised) {
    Path directory = parent.resolve(nodeId);
    try {
      Files.createDirectories(parent.toAbsolutePath().normalize(), PRIVATE_DIRECTORY);
      Files.createDirectory(directory, PRIVATE_DIRECTORY);
      Optional<FileChannel> lock = lock(directory);
      if (lock.isPresent()) {
        return new Spool(directory, database, lock, writtenFlush, alarmsAreRaised);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn(
          "no spool in {} ({}): if this process is killed, the requests of its last seconds are in"
              + " no history and no count, and canary alerts of that time are not raised",
          parent,
          e.toString());
    }
    return none();
  }

  /** Locks a spool against other processes; empty if one has it. */
  static Optional<FileChannel> lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return Optional.of(channel);
      }
    } catch (java.nio.channels.OverlappingFileLockException another) {
      // Another server of this process.
    }
    channel.close();
    return Optional.empty();
  }

  /**
   * Keeps an entry.
   *
   * @param flush the flush of usage counts in which the request will be counted
   */
  Mark append(byte[] entry, long flush) {
    if (lock.isEmpty()) {
      return Mark.NONE;
    }
    appending.lock();
    try {
      Segment last = segments.peekLast();
      if (last == null || !last.hasRoomFor(entry)) {
        if (System.nanoTime() - tryAgainNanos < 0 || segments.size() >= MOST_SEGMENTS) {
          missed.incrementAndGet();
          return Mark.NONE;
        }
        last = Segment.create(directory, ++made, database);
        segments.add(last);
      }
      return last.append(entry, flush);
    } catch (IOException | InternalError e) {
      // The disk is full, or away: not again with each request.
      tryAgainNanos = System.nanoTime() + AGAIN_AFTER_NANOS;
      missed.incrementAndGet();
      LOG.warn("requests are not spooled at the moment: {}", e.toString());
      return Mark.NONE;
    } finally {
      appending.unlock();
    }
  }

  /** Deletes the segments of which everything is in the database. */
  public void release() {
    long flush = writtenFlush.getAsLong();
    boolean raised = alarmsAreRaised.getAsBoolean();
    appending.lock();
    try {
      while (segments.size() > 1 && raised && segments.peekFirst().isSettled(flush)) {
        segments.removeFirst().delete();
      }
    } finally {
      appending.unlock();
    }
    long now = missed.get();
    if (now > missedInLog) {
      LOG.warn("{} requests found no room in the spool", now - missedInLog);
      missedInLog = now;
    }
  }

  /** How many requests found no room. */
  public long missed() {
    return missed.get();
  }

  /** Where this process keeps its entries. */
  Path directory() {
    return directory;
  }

  /** The installation whose requests these are. */
  public String database() {
    return database;
  }

  /** Deletes everything if nothing is left to replay. */
  @Override
  public void close() {
    long flush = writtenFlush.getAsLong();
    boolean raised = alarmsAreRaised.getAsBoolean();
    appending.lock();
    try {
      boolean settled = raised && segments.stream().allMatch(one -> one.isSettled(flush));
      if (settled) {
        segments.forEach(Segment::delete);
        segments.clear();
      }
      if (lock.isPresent()) {
        lock.get().close();
        if (settled) {
          Files.deleteIfExists(directory.resolve(LOCK));
          Files.deleteIfExists(directory);
        }
      }
    } catch (IOException e) {
      LOG.warn("the spool is left as it is: {}", e.toString());
    } finally {
      appending.unlock();
    }
  }
}
