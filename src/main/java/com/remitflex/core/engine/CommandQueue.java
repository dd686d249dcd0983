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

  /** Adds a command at the end; false when the queue is full or closed. */
  boolean add(QueuedCommand queued) {
    lock.lock();
    try {
      if (closed || queue.size() >= capacity) {
        return false;
      }
      queue.addLast(queued);
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Puts commands that a batch could not finish back to the front, in their order. */
  void requeue(List<QueuedCommand> unfinished) {
    lock.lock();
    try {
      for (QueuedCommand one : unfinished.reversed()) {
        queue.addFirst(one);
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
      return !queued.isOutcomeUnknown() && queue.remove(queued);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes up to this many commands; waits until there is one or the queue is closed, at which it
   * returns none.
   */
  List<QueuedCommand> take(int maxSize) throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        notEmpty.await(1, TimeUnit.SECONDS);
      }
      List<QueuedCommand> batch = new ArrayList<>();
      while (batch.size() < maxSize && !queue.isEmpty()) {
        batch.add(queue.removeFirst());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** Takes all commands that are left. */
  List<QueuedCommand> drain() {
    lock.lock();
    try {
      List<QueuedCommand> left = List.copyOf(queue);
      queue.clear();
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
