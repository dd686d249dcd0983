package com.remitflex.features.apikeys.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.Presented;
import com.remitflex.platform.database.Database;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The keys that this node has read. A cached key is trusted only while the node holds its lease and
 * has applied no restriction of the key since it read the row; otherwise the table is read.
 */
public final class KeyCache {
  private static final int MAX_KEYS = 100_000;
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final Duration SEEN_LIFETIME = Duration.ofDays(1);

  private final Database database;
  private final KeyStore store;
  private final NodeLease lease;
  private final Cache<SecretHashes, Entry> entries =
      // Tidied up by its callers: waking another thread for that costs more.
      Caffeine.newBuilder()
          .executor(Runnable::run)
          .maximumSize(MAX_KEYS)
          .expireAfterWrite(LIFETIME)
          .build();

  /** The secrets that were found in the table, valid or not, by their hashes. */
  private final Cache<SecretHashes, Boolean> seen =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterAccess(SEEN_LIFETIME).build();

  private final LongAdder lookups = new LongAdder();

  public KeyCache(Database database, KeyStore store, NodeLease lease) {
    this.database = database;
    this.store = store;
    this.lease = lease;
  }

  /**
   * A key, and the last revocation log entry that this node had applied before it read the row.
   *
   * @param valid the outcome for a request that the key's row allows
   */
  record Entry(KeyCheck.Valid valid, long appliedBefore) {
    Presented presented() {
      return valid.presented();
    }
  }

  /** The current key that has a secret. */
  Optional<Entry> find(SecretHashes hashes) {
    Optional<Entry> cached = findTrusted(hashes);
    return cached.isPresent() ? cached : read(hashes);
  }

  /** The key that has a secret, if this node has it in its cache and may trust it. */
  Optional<Entry> findTrusted(SecretHashes hashes) {
    Entry entry = entries.getIfPresent(hashes);
    return entry != null && lease.isTrusted(entry.presented().key().id(), entry.appliedBefore())
        ? Optional.of(entry)
        : Optional.empty();
  }

  /** Whether this node found the secret within the last day. */
  boolean hasSeen(SecretHashes hashes) {
    return seen.getIfPresent(hashes) != null;
  }

  private Optional<Entry> read(SecretHashes hashes) {
    lookups.increment();
    long appliedBefore = lease.applied();
    Optional<Entry> read =
        database
            .with(handle -> store.byHash(handle, hashes.all()))
            .map(presented -> new Entry(new KeyCheck.Valid(presented), appliedBefore));
    // The recording of the first use changes the key: the next request reads it again.
    read.filter(found -> !found.presented().isFirstUse())
        .ifPresent(found -> entries.put(hashes, found));
    read.ifPresent(found -> seen.put(hashes, true));
    return read;
  }

  /** Sends the queries that an unknown secret costs. */
  void readUnknown(SecretHashes hashes) {
    List<byte[]> others = hashes.all().stream().map(KeyCache::inverted).toList();
    database.with(handle -> store.byHash(handle, others));
  }

  private static byte[] inverted(byte[] hash) {
    byte[] other = hash.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] = (byte) ~other[i];
    }
    return other;
  }

  /** Registers how often a key was not found in the cache, or not trusted. */
  public KeyCache measuredBy(MeterRegistry registry) {
    FunctionCounter.builder("remitflex.key.lookups", lookups, LongAdder::sum)
        .description("Keys that were looked up in the database, since the cache had no trusted one")
        .register(registry);
    return this;
  }

  /** Whether this node has applied no restriction of the key since it read the row. */
  boolean isCurrent(Entry entry) {
    return lease.hasAppliedNothingNewer(entry.presented().key().id(), entry.appliedBefore());
  }
}
