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
 * The requests of this process that are not yet written to the database, in files of the data
 * directory. The files survive the end of the process, but not a power failure, because nothing
 * waits for the disk. Each request is spooled before its response; the next process replays what is
 * left. When there is no room, requests are not spooled, which is counted; they do not fail.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  /** Of 4 MiB each: at most 256 MiB. */
  private static final int MAX_SEGMENTS = 64;

  private static final long RETRY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final String LOCK = "lock";

  static final FileAttribute<?> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path directory;
  private final String database;
  private final Optional<FileChannel> lock;
  private final LongSupplier writtenFlush;
  private final BooleanSupplier alertsAreRaised;
  private final ReentrantLock appending = new ReentrantLock();
  private final AtomicLong missed = new AtomicLong();

  /** Entries are appended to the last one; guarded by the lock. */
  private final Deque<Segment> segments = new ArrayDeque<>();

  private int created;
  private long nextTryNanos = System.nanoTime();
  private long loggedMissed;

  /** The entry of a request in the spool. */
  @FunctionalInterface
  public interface Mark {
    /** The request is recorded, or never will be. */
    void settle();

    /** The mark of a request that is not spooled. */
    Mark NONE = () -> {};
  }

  private Spool(
      Path directory,
      String database,
      Optional<FileChannel> lock,
      LongSupplier writtenFlush,
      BooleanSupplier alertsAreRaised) {
    this.directory = directory;
    this.database = database;
    this.lock = lock;
    this.writtenFlush = writtenFlush;
    this.alertsAreRaised = alertsAreRaised;
  }

  /** A spool that stores nothing. */
  static Spool none() {
    return new Spool(Path.of(""), "", Optional.empty(), () -> 0, () -> true);
  }

  /**
   * The spool of this process, in a directory of its own. If the directory cannot be created, the
   * spool stores nothing, and a warning is logged.
   *
   * @param parent directory of the spools of all processes with this data directory
   * @param nodeId ID of the process, which no other process ever has
   * @param database name of the installation, into which alone a leftover spool is replayed
   * @param writtenFlush number of the last flush of usage counts that is committed
   * @param alertsAreRaised whether all alerts of canary keys are raised
   */
  public static Spool open(
      Path parent,
      String nodeId,
      String database,
      LongSupplier writtenFlush,
      BooleanSupplier alertsAreRaised) {
    Path directory = parent.resolve(nodeId);
    try {
      Files.createDirectories(parent.toAbsolutePath().normalize(), PRIVATE_DIRECTORY);
      Files.createDirectory(directory, PRIVATE_DIRECTORY);
      Optional<FileChannel> lock = lock(directory);
      if (lock.isPresent()) {
        return new Spool(directory, database, lock, writtenFlush, alertsAreRaised);
      }
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn(
          "cannot create a spool in {} ({}): if this process is killed, the requests of its last"
              + " seconds are neither recorded nor counted, and their canary alerts are not raised",
          parent,
          e.toString());
    }
    return none();
  }

  /** Locks a spool against other processes; empty if another process holds the lock. */
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
   * Appends an entry, or leaves it in memory if there is no room.
   *
   * @param flush number of the flush of usage counts in which the request will be counted
   */
  SpoolEntry append(byte[] entry, long flush) {
    if (!isOpen()) {
      return new SpoolEntry.InMemory(entry);
    }
    appending.lock();
    try {
      Segment last = segments.peekLast();
      if (last == null || !last.hasRoomFor(entry)) {
        if (System.nanoTime() - nextTryNanos < 0 || segments.size() >= MAX_SEGMENTS) {
          missed.incrementAndGet();
          return new SpoolEntry.InMemory(entry);
        }
        last = Segment.create(directory, ++created, database);
        segments.add(last);
      }
      return last.append(entry, flush);
    } catch (IOException | InternalError e) {
      // The disk is full or unavailable: do not try again for every request.
      nextTryNanos = System.nanoTime() + RETRY_AFTER_NANOS;
      missed.incrementAndGet();
      LOG.warn("requests cannot be spooled at the moment: {}", e.toString());
      return new SpoolEntry.InMemory(entry);
    } finally {
      appending.unlock();
    }
  }

  /** Deletes the segments whose requests are all recorded and counted. */
  public void release() {
    long flush = writtenFlush.getAsLong();
    boolean raised = alertsAreRaised.getAsBoolean();
    appending.lock();
    try {
      while (segments.size() > 1 && raised && segments.peekFirst().isSettled(flush)) {
        segments.removeFirst().delete();
      }
    } finally {
      appending.unlock();
    }
    long now = missed.get();
    if (now > loggedMissed) {
      LOG.warn(
          "{} requests were not spooled: the spool is full or the disk failed", now - loggedMissed);
      loggedMissed = now;
    }
  }

  /** Whether it stores anything. */
  boolean isOpen() {
    return lock.isPresent();
  }

  /** How many requests were not spooled. */
  public long missed() {
    return missed.get();
  }

  /** The directory of this process. */
  Path directory() {
    return directory;
  }

  /** The name of the installation. */
  public String database() {
    return database;
  }

  /** Deletes the spool if nothing is left to replay. */
  @Override
  public void close() {
    long flush = writtenFlush.getAsLong();
    boolean raised = alertsAreRaised.getAsBoolean();
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
      LOG.warn("the spool could not be deleted: {}", e.toString());
    } finally {
      appending.unlock();
    }
  }
}
