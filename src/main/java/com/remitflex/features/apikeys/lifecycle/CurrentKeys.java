package com.remitflex.features.apikeys.lifecycle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.features.apikeys.authentication.KeyUses;
import com.remitflex.features.apikeys.authentication.NodeLease;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The responses of this node to `GET /v1/api-keys/current`. A response is sent again while this
 * node trusts its cache of keys and the revocation log has no newer entry about the key. It is read
 * again after this node has written the use of keys, which it does every second while keys are used
 * (decision 0026).
 */
public final class CurrentKeys {
  private static final int MAX_KEYS = 10_000;

  /** Limits the memory for keys that are no longer used. */
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final NodeLease lease;
  private final KeyUses uses;
  private final DatabaseClock clock;
  private final Cache<String, Entry> entries =
      // Tidied up by its callers: waking another thread for that costs more.
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .maximumSize(MAX_KEYS)
          .expireAfterWrite(LIFETIME)
          .build();

  public CurrentKeys(NodeLease lease, KeyUses uses, DatabaseClock clock) {
    this.lease = lease;
    this.uses = uses;
    this.clock = clock;
  }

  /**
   * A response.
   *
   * @param changesAt when the passing of time alone changes it
   */
  record Description(Response response, Instant changesAt) {}

  /**
   * A description with its state of knowledge.
   *
   * @param appliedBefore the last entry of the revocation log that was applied before it was read
   * @param writesBefore how often the use of keys was written before it was read
   * @param isBeingRead whether a request reads the next one
   */
  private record Entry(
      Description description, long appliedBefore, long writesBefore, AtomicBoolean isBeingRead) {}

  /**
   * The response for a key.
   *
   * @param source reads the key and its use from the database
   */
  Response response(String keyId, Supplier<Description> source) {
    Entry entry = entries.getIfPresent(keyId);
    if (entry == null || !isTrusted(keyId, entry)) {
      return read(keyId, source);
    }
    boolean isOutdated = entry.writesBefore() != uses.writes();
    // One request reads it again; the others do not wait for that.
    if (isOutdated && entry.isBeingRead().compareAndSet(false, true)) {
      try {
        return read(keyId, source);
      } finally {
        entry.isBeingRead().set(false);
      }
    }
    return entry.description().response();
  }

  /** Drops the response of a key that was changed just now, before the log tells this node. */
  public void drop(String keyId) {
    entries.invalidate(keyId);
  }

  private boolean isTrusted(String keyId, Entry entry) {
    return lease.isTrusted(keyId, entry.appliedBefore())
        && clock.now().isBefore(entry.description().changesAt());
  }

  private Response read(String keyId, Supplier<Description> source) {
    long applied = lease.applied();
    long writes = uses.writes();
    Description description = source.get();
    entries.put(keyId, new Entry(description, applied, writes, new AtomicBoolean()));
    return description.response();
  }
}
