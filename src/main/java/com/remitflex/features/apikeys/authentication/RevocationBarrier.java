package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.RevocationReceipt;
import com.remitflex.platform.database.Database;
import java.time.Duration;

/** Waits until every node knows what was committed to lower a key. */
public final class RevocationBarrier {
  private static final Duration MARGIN = Duration.ofMillis(100);
  private static final long ASK_EVERY_MILLIS = 10;

  private final Database database;

  public RevocationBarrier(Database database) {
    this.database = database;
  }

  /** Answers when no node trusts an older state of the key. */
  public void await(ApiKey key) {
    long number = database.with(handle -> RevocationStore.newest(handle, key.id()));
    awaitNodes(number);
  }

  /** Answers when every node refuses the revoked key; the first such answer is kept. */
  public RevocationReceipt receipt(ApiKey revoked) {
    return database
        .with(handle -> RevocationStore.receipt(handle, revoked.id()))
        .orElseGet(() -> firstReceipt(revoked));
  }

  private RevocationReceipt firstReceipt(ApiKey revoked) {
    long number = database.with(handle -> RevocationStore.newest(handle, revoked.id()));
    RevocationStore.Nodes nodes = awaitNodes(number);
    return database.inTransaction(handle -> {
      RevocationReceipt receipt =
          new RevocationReceipt(
              revoked.revokedAt().orElseThrow(),
              nodes.confirmed(),
              nodes.total(),
              RevocationStore.lastAccepted(handle, revoked.id(), number));
      RevocationStore.keep(handle, revoked.id(), receipt);
      return RevocationStore.receipt(handle, revoked.id()).orElse(receipt);
    });
  }

  /** Waits until every node has confirmed, or until no unconfirmed node can hold a lease. */
  private RevocationStore.Nodes awaitNodes(long number) {
    // Counted from after the commit, so never too short.
    long beganNanos = System.nanoTime();
    long leasesEnd = NodeLease.LEASE.plus(MARGIN).toNanos();
    while (true) {
      boolean leasesEnded = System.nanoTime() - beganNanos >= leasesEnd;
      RevocationStore.Nodes nodes = database.with(handle -> RevocationStore.nodes(handle, number));
      if (leasesEnded || nodes.unconfirmed() == 0) {
        return nodes;
      }
      try {
        Thread.sleep(ASK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for the nodes", e);
      }
    }
  }
}
