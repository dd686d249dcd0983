package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.database.Database;
import java.time.Duration;

/** Waits until every node has applied the latest restriction of a key. */
public final class RevocationBarrier {
  private static final Duration MARGIN = Duration.ofMillis(100);
  private static final long POLL_EVERY_MILLIS = 10;

  private final Database database;

  public RevocationBarrier(Database database) {
    this.database = database;
  }

  /** Returns when no node trusts an older state of the key. */
  public void await(String keyId) {
    long number = database.with(handle -> RevocationStore.newest(handle, keyId));
    awaitNodes(number);
  }

  /** Returns when every node rejects the revoked key; the first receipt is stored. */
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
      RevocationStore.add(handle, revoked.id(), receipt);
      return RevocationStore.receipt(handle, revoked.id()).orElse(receipt);
    });
  }

  /** Waits until every node has confirmed, or until no unconfirmed node can hold a lease. */
  private RevocationStore.Nodes awaitNodes(long number) {
    // The wait begins after the commit, so that it is never too short.
    long startNanos = System.nanoTime();
    long leasesEnd = NodeLease.LEASE.plus(MARGIN).toNanos();
    while (true) {
      boolean leasesEnded = System.nanoTime() - startNanos >= leasesEnd;
      RevocationStore.Nodes nodes = database.with(handle -> RevocationStore.nodes(handle, number));
      if (leasesEnded || nodes.unconfirmed() == 0) {
        return nodes;
      }
      try {
        Thread.sleep(POLL_EVERY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for other nodes", e);
      }
    }
  }
}
