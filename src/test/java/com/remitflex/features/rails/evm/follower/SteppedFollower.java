package com.remitflex.features.rails.evm.follower;

import org.junit.jupiter.api.Tag;

/** A follower that looks at its chain when a test says so, and costs nothing in the meantime. */
@Tag("process")
public final class SteppedFollower implements AutoCloseable {
  private final NetworkFollower follower;

  public SteppedFollower(NetworkFollower unstarted) {
    this.follower = unstarted;
  }

  /** Looks at the chain once, as a running follower does all the time. */
  public synchronized void look() {
    follower.run();
  }

  @Override
  public void close() {
    follower.close();
  }
}
