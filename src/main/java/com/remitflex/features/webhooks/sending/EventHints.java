package com.remitflex.features.webhooks.sending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The accounts with webhook endpoints for which this node's engine has just committed events. These
 * are hints only: what they miss, for example after a crash, the dispatcher finds in the database.
 */
public final class EventHints {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition noted = lock.newCondition();
  private final Set<HeadId> heads = new HashSet<>();
  private volatile Set<HeadId> followed = Set.of();

  /** Notes committed events; called by the engine for every batch. */
  public void note(List<Event> events) {
    if (followed.isEmpty() || events.isEmpty()) {
      return;
    }
    Set<HeadId> found = new HashSet<>();
    events.forEach(event -> {
      if (followed.contains(event.head())) {
        found.add(event.head());
      }
    });
    if (!found.isEmpty()) {
      add(found);
    }
  }

  private void add(Set<HeadId> found) {
    lock.lock();
    try {
      heads.addAll(found);
      noted.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Sets the accounts whose events are noted. */
  void follow(Set<HeadId> accounts) {
    followed = accounts;
  }

  /** The accounts that were noted since the last call; waits for one, at most this long. */
  Set<HeadId> take(Duration wait) throws InterruptedException {
    lock.lock();
    try {
      long left = wait.toNanos();
      while (heads.isEmpty() && left > 0) {
        left = noted.awaitNanos(left);
      }
      Set<HeadId> taken = Set.copyOf(heads);
      heads.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
