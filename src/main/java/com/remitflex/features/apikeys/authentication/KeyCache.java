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
 * The keys that this node has seen. A cached key counts only while the node holds its lease, and
 * only if nothing that lowers it is newer than the reading of its row; otherwise the table is
 * asked.
 */
public final class KeyCache {
  private static final int MOST_KEYS = 100_000;
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final Duration SEEN = Duration.ofDays(1);

  private final Database database;
  private final KeyStore store;
  private final NodeLease lease;
  private final Cache<String, Entry> entries =
      Caffeine.newBuilder().maximumSize(MOST_KEYS).expireAfterWrite(KEPT).build();

  /** The secrets that were found in the table, by their hashes: whether they still work or not. */
  private final Cache<String, Boolean> seen =
      Caffeine.newBuilder().maximumSize(MOST_KEYS).expireAfterAccess(SEEN).build();

  public KeyCache(Database database, KeyStore store, NodeLease lease) {
    this.database = database;
    this.store = store;
    this.lease = lease;
  }

  /** A key, and the last entry of the log that this node had applied before it read the row. */
  record Entry(Presented presented, long appliedBefore) {}

  /**
   * The key that has a secret, as of now.
   *
   * @param hashes the secret's, under each pepper
   */
  Optional<Entry> find(List<byte[]> hashes) {
    Entry entry = entries.getIfPresent(name(hashes));
    if (entry != null && lease.vouchesFor(entry.presented().key().id(), entry.appliedBefore())) {
      return Optional.of(entry);
    }
    return read(hashes);
  }

  /** Whether this node has found the secret before, within the last day. */
  boolean hasSeen(List<byte[]> hashes) {
    return seen.getIfPresent(name(hashes)) != null;
  }

  /** The key that has a secret, as the table has it. */
  private Optional<Entry> read(List<byte[]> hashes) {
    String name = name(hashes);
    long appliedBefore = lease.applied();
    Optional<Entry> read =
        database
            .with(handle -> store.byHash(handle, hashes))
            .map(presented -> new Entry(presented, appliedBefore));
    // What is about to change is read again by the next request.
    read.filter(found -> !found.presented().isFirstUse())
        .ifPresent(found -> entries.put(name, found));
    read.ifPresent(found -> seen.put(name, true));
    return read;
  }

  /** Asks the table as for a secret that nobody has. */
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

  /** Whether nothing that lowers the key was applied since its row was read. */
  boolean stands(Entry entry) {
    return lease.knowsNothingNewer(entry.presented().key().id(), entry.appliedBefore());
  }
}
