package com.remitflex.features.apikeys.authentication;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The entries of the revocation log that this node has applied. Only the lease's thread writes
 * them; every request reads them.
 */
final class AppliedRevocations {
  private static final int MAX_ENTRIES = 100_000;

  private final int maxEntries;
  private volatile Entries entries = new Entries(0, new ConcurrentHashMap<>());
  private volatile long applied;

  /** The last entry of each key, of the entries after number `after`. */
  private record Entries(long after, Map<String, Long> numbers) {}

  AppliedRevocations() {
    this(MAX_ENTRIES);
  }

  AppliedRevocations(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /** Number of the last applied entry. */
  long applied() {
    return applied;
  }

  /**
   * Whether no entry of this key was applied since.
   *
   * @param appliedBefore what {@link #applied} returned before the key's row was read
   */
  boolean hasNoneSince(String keyId, long appliedBefore) {
    Entries known = entries;
    return appliedBefore >= known.after()
        && known.numbers().getOrDefault(keyId, 0L) <= appliedBefore;
  }

  /** Applies the next entry of the log. */
  void apply(long number, String keyId) {
    entries.numbers().put(keyId, number);
    applied = number;
    if (entries.numbers().size() > maxEntries) {
      startAfter(number);
    }
  }

  /** Drops the entries up to this number: a row that was read before it is no longer trusted. */
  void startAfter(long number) {
    entries = new Entries(number, new ConcurrentHashMap<>());
    applied = number;
  }
}
