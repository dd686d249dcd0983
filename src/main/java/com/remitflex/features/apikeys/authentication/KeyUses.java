package com.remitflex.features.apikeys.authentication;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The use of every key on this node: counted in memory as requests are accepted, and written in the
 * background once per second.
 */
public final class KeyUses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
  private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
  private static final int MAX_KEYS = 100_000;

  private final Database database;
  private final ConcurrentHashMap<String, KeyUse> uses = new ConcurrentHashMap<>();
  private final PeriodicTask writer =
      PeriodicTask.every(
          WRITE_EVERY, "key-uses", "the use of keys will be written later", this::write);

  private final AtomicLong writes = new AtomicLong();

  public KeyUses(Database database) {
    this.database = database;
  }

  public KeyUses start() {
    writer.start();
    return this;
  }

  /** How often the use of keys was written: the last use of a key may have changed with each. */
  public long writes() {
    return writes.get();
  }

  KeyUse of(String keyId) {
    KeyUse use = uses.get(keyId);
    return use != null ? use : uses.computeIfAbsent(keyId, id -> new KeyUse());
  }

  /** The last request of this key that this node accepted. */
  Optional<AcceptedRequest> last(String keyId) {
    KeyUse use = uses.get(keyId);
    return use == null ? Optional.empty() : use.last();
  }

  /**
   * Writes the new counts, and keeps them while the database is not available. Counts of one key
   * that the database rejects are dropped, so that they never block those of other keys.
   */
  void write() {
    Map<String, Map<KeyUse.Client, KeyUse.Count>> drained = new HashMap<>();
    uses.forEach((keyId, use) -> {
      Map<KeyUse.Client, KeyUse.Count> counts = use.drain();
      if (!counts.isEmpty()) {
        drained.put(keyId, counts);
      }
    });
    if (!drained.isEmpty()) {
      write(drained);
      writes.incrementAndGet();
    }
    if (uses.size() > MAX_KEYS) {
      // A request that has one of these may still count into it: that one count is lost.
      uses.clear();
    }
  }

  private void write(Map<String, Map<KeyUse.Client, KeyUse.Count>> drained) {
    try {
      database.inTransaction(handle -> KeyUseStore.add(handle, drained));
    } catch (RuntimeException e) {
      boolean isDataError = SqlErrorKind.find(e).filter(SqlErrorKind.DATA::equals).isPresent();
      if (!isDataError) {
        LOG.warn("the use of {} keys will be written later: {}", drained.size(), e.toString());
        drained.forEach((keyId, counts) -> of(keyId).restore(counts));
      } else if (drained.size() == 1) {
        LOG.error("a use of {} cannot be written: {}", drained.keySet(), e.toString());
      } else {
        drained.forEach((keyId, counts) -> write(Map.of(keyId, counts)));
      }
    }
  }

  /** Writes the remaining counts. */
  @Override
  public void close() {
    writer.close();
    write();
  }
}
