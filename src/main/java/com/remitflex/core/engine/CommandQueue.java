package com.remitflex.core.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The bounded queue of commands that no batch has taken yet. */
final class CommandQueue {
  private final int capacity;
  private final Deque<QueuedCommand> queue = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private boolean closed;

  CommandQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Adds a command at the end, unless the room is full or closed. */
  boolean enter(QueuedCommand waiting) {
    lock.lock();
    try {
      if (closed || queue.size() >= capacity) {
        return false;
      }
      queue.addLast(waiting);
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Puts commands that a batch could not finish back to the front, in their order. */
  void comeBack(List<QueuedCommand> waiting) {
    lock.lock();
    try {
      for (QueuedCommand one : waiting.reversed()) {
        queue.addFirst(one);
      }
      notEmpty.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a command out again; false when a batch has it already, or had it in a COMMIT that was
   * never answered: whoever waits for that one waits for the truth.
   */
  boolean leave(QueuedCommand waiting) {
    lock.lock();
    try {
      return !waiting.isOutcomeUnknown() && queue.remove(waiting);
    } finally {
      lock.unlock();
    }
  }

  /** Everything that waits, up to a bound; waits until there is something or the room is closed. */
  List<QueuedCommand> take(int most) throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        notEmpty.await(1, TimeUnit.SECONDS);
      }
      List<QueuedCommand> batch = new ArrayList<>();
      while (batch.size() < most && !queue.isEmpty()) {
        batch.add(queue.removeFirst());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything that still waits. */
  List<QueuedCommand> clear() {
    lock.lock();
    try {
      List<QueuedCommand> left = List.copyOf(queue);
      queue.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }

  /** Refuses whoever comes from now on; who is inside is still served. */
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
