package com.remitflex.features.apikeys.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.Presented;
import com.remitflex.platform.database.Database;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
  private final Cache<String, Entry> entries =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterWrite(LIFETIME).build();

  /** The secrets that were found in the table, valid or not, by their hashes. */
  private final Cache<String, Boolean> seen =
      Caffeine.newBuilder().maximumSize(MAX_KEYS).expireAfterAccess(SEEN_LIFETIME).build();

  public KeyCache(Database database, KeyStore store, NodeLease lease) {
    this.database = database;
    this.store = store;
    this.lease = lease;
  }

  /** A key, and the last revocation log entry that this node had applied before it read the row. */
  record Entry(Presented presented, long appliedBefore) {}

  /**
   * The current key that has a secret.
   *
   * @param hashes of the secret, under each pepper
   */
  Optional<Entry> find(List<byte[]> hashes) {
    Entry entry = entries.getIfPresent(name(hashes));
    if (entry != null && lease.isTrusted(entry.presented().key().id(), entry.appliedBefore())) {
      return Optional.of(entry);
    }
    return read(hashes);
  }

  /** Whether this node found the secret within the last day. */
  boolean hasSeen(List<byte[]> hashes) {
    return seen.getIfPresent(name(hashes)) != null;
  }

  private Optional<Entry> read(List<byte[]> hashes) {
    String name = name(hashes);
    long appliedBefore = lease.applied();
    Optional<Entry> read =
        database
            .with(handle -> store.byHash(handle, hashes))
            .map(presented -> new Entry(presented, appliedBefore));
    // The recording of the first use changes the key: the next request reads it again.
    read.filter(found -> !found.presented().isFirstUse())
        .ifPresent(found -> entries.put(name, found));
    read.ifPresent(found -> seen.put(name, true));
    return read;
  }

  /** Sends the queries that an unknown secret costs. */
  void readUnknown(List<byte[]> hashes) {
    List<byte[]> others = hashes.stream().map(KeyCache::inverted).toList();
    database.with(handle -> store.byHash(handle, others));
  }

  private static byte[] inverted(byte[] hash) {
    byte[] other = hash.clone();
    for (int i = 0; i < other.length; i++) {
      other[i] = (byte) ~other[i];
    }
    return other;
  }

  private static String name(List<byte[]> hashes) {
    return new String(hashes.getFirst(), StandardCharsets.ISO_8859_1);
  }

  /** Whether this node has applied no restriction of the key since it read the row. */
  boolean isCurrent(Entry entry) {
    return lease.hasAppliedNothingNewer(entry.presented().key().id(), entry.appliedBefore());
  }
}
