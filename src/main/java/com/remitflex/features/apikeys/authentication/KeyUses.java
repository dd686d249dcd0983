package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.AcceptedRequest;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.SqlErrorKind;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The use of every key on this node: counted in memory as requests are accepted, and written once a
 * second off their path.
 */
public final class KeyUses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyUses.class);
  private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
  private static final int MOST_KEYS = 100_000;

  private final Database database;
  private final ConcurrentHashMap<String, KeyUse> uses = new ConcurrentHashMap<>();
  private final PeriodicTask passes =
      PeriodicTask.every(WRITE_EVERY, "key-uses", "the use of keys is written later", this::write);

  public KeyUses(Database database) {
    this.database = database;
  }

  public KeyUses start() {
    passes.start();
    return this;
  }

  KeyUse of(String keyId) {
    return uses.computeIfAbsent(keyId, id -> new KeyUse());
  }

  /** The last request of this key that this node has accepted. */
  Optional<AcceptedRequest> last(String keyId) {
    KeyUse use = uses.get(keyId);
    return use == null ? Optional.empty() : use.last();
  }

  /**
   * Writes what was counted since, and keeps it while the database is away. What the database does
   * not take by itself is dropped, so that one key never holds up the others.
   */
  void write() {
    Map<String, Map<KeyUse.Sight, KeyUse.Seen>> drained = new HashMap<>();
    uses.forEach((keyId, use) -> {
      Map<KeyUse.Sight, KeyUse.Seen> one = use.drain();
      if (!one.isEmpty()) {
        drained.put(keyId, one);
      }
    });
    if (!drained.isEmpty()) {
      write(drained);
    }
    if (uses.size() > MOST_KEYS) {
      // Whoever holds one of these still counts into it, for a last time.
      uses.clear();
    }
  }

  private void write(Map<String, Map<KeyUse.Sight, KeyUse.Seen>> drained) {
    try {
      database.inTransaction(handle -> KeyUseStore.add(handle, drained));
    } catch (RuntimeException e) {
      boolean dataIsAtFault = SqlErrorKind.find(e).filter(SqlErrorKind.DATA::equals).isPresent();
      if (!dataIsAtFault) {
        LOG.warn("the use of {} keys is written later: {}", drained.size(), e.toString());
        drained.forEach((keyId, one) -> of(keyId).takeBack(one));
      } else if (drained.size() == 1) {
        LOG.error("a use of {} cannot be written: {}", drained.keySet(), e.toString());
      } else {
        drained.forEach((keyId, one) -> write(Map.of(keyId, one)));
      }
    }
  }

  /** Writes what is left. */
  @Override
  public void close() {
    passes.close();
    write();
  }
}
