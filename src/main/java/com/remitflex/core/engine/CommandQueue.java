package com.remitflex.core.engine;

import com.remitflex.core.engine.QueuedCommand.Origin;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bounded queue of commands that no batch has taken yet. Those of requests come before those of
 * the platform's workers, which always get a share of each batch, but never more.
 */
final class CommandQueue {
  /** The part of a batch for commands of workers: a batch of them delays the next request. */
  private static final int BACKGROUND_PART = 2;

  private final int capacity;
  private final int maxBatch;
  private final long maxDelayNanos;
  private final Deque<QueuedCommand> requests = new ArrayDeque<>();
  private final Deque<QueuedCommand> background = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param capacity the maximum number of requests, and of commands of workers
   * @param maxBatch the maximum number of commands that are taken together
   * @param maxDelay how long a request may have waited before the queue accepts no more
   */
  CommandQueue(int capacity, int maxBatch, Duration maxDelay) {
    this.capacity = capacity;
    this.maxBatch = maxBatch;
    this.maxDelayNanos = maxDelay.toNanos();
  }

  /** Adds a command at the end; false when the queue is full, too slow or closed. */
  boolean add(QueuedCommand queued) {
    lock.lock();
    try {
      if (closed || lane(queued).size() >= capacity || isTooSlowFor(queued)) {
        return false;
      }
      lane(queued).addLast(queued);
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private Deque<QueuedCommand> lane(QueuedCommand queued) {
    return switch (queued.origin()) {
      case REQUEST -> requests;
      case BACKGROUND -> background;
    };
  }

  /**
   * Whether a request would wait too long, as the first one in the queue has. The next batch takes
   * all of a short queue: if they wait, it is for the database, and a rejection would not help.
   */
  private boolean isTooSlowFor(QueuedCommand queued) {
    return queued.origin() == Origin.REQUEST
        && requests.size() >= maxBatch
        && requests.getFirst().ageNanos() >= maxDelayNanos;
  }

  /** Puts commands that a batch could not finish back to the front, in their order. */
  void requeue(List<QueuedCommand> unfinished) {
    lock.lock();
    try {
      for (QueuedCommand one : unfinished.reversed()) {
        lane(one).addFirst(one);
      }
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Removes a command; false when a batch has taken it, or when it was in a COMMIT without a
   * response: its caller must wait for the true outcome.
   */
  boolean remove(QueuedCommand queued) {
    lock.lock();
    try {
      return !queued.isOutcomeUnknown() && lane(queued).remove(queued);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a batch, which begins with the command that has waited longest; waits until there is one
   * or the queue is closed, at which it returns none.
   */
  List<QueuedCommand> take() throws InterruptedException {
    lock.lock();
    try {
      while (isEmpty() && !closed) {
        notEmpty.await(1, TimeUnit.SECONDS);
      }
      boolean requestsFirst =
          background.isEmpty()
              || (!requests.isEmpty() && requests.getFirst().isOlderThan(background.getFirst()));
      List<QueuedCommand> ofWorkers = poll(background, maxBatch / BACKGROUND_PART);
      List<QueuedCommand> batch = poll(requests, maxBatch - ofWorkers.size());
      batch.addAll(requestsFirst ? batch.size() : 0, ofWorkers);
      return batch;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    return size(Origin.REQUEST) + size(Origin.BACKGROUND);
  }

  int size(Origin origin) {
    lock.lock();
    try {
      return (origin == Origin.REQUEST ? requests : background).size();
    } finally {
      lock.unlock();
    }
  }

  /** How long the first request has been in the engine; 0 when there is none. */
  long oldestNanos() {
    lock.lock();
    try {
      return requests.isEmpty() ? 0 : requests.getFirst().ageNanos();
    } finally {
      lock.unlock();
    }
  }

  private boolean isEmpty() {
    return requests.isEmpty() && background.isEmpty();
  }

  private static List<QueuedCommand> poll(Deque<QueuedCommand> from, int max) {
    List<QueuedCommand> taken = new ArrayList<>();
    while (taken.size() < max && !from.isEmpty()) {
      taken.add(from.removeFirst());
    }
    return taken;
  }

  /** Takes all commands that are left. */
  List<QueuedCommand> drain() {
    lock.lock();
    try {
      List<QueuedCommand> left = new ArrayList<>(requests);
      left.addAll(background);
      requests.clear();
      background.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Accepts no more commands; those in the queue are still taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      notEmpty.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
