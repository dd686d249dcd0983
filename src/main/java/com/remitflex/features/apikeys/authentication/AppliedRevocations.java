package com.remitflex.features.apikeys.authentication;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The entries of the revocation log that this node has applied. Written by the lease's thread
 * alone, read by every request.
 */
final class AppliedRevocations {
  private static final int MOST_REMEMBERED = 100_000;

  private final int mostRemembered;
  private volatile Memory memory = new Memory(0, new ConcurrentHashMap<>());
  private volatile long applied;

  /** The last revocation of each key, of those after number `after`. */
  private record Memory(long after, Map<String, Long> numbers) {}

  AppliedRevocations() {
    this(MOST_REMEMBERED);
  }

  AppliedRevocations(int mostRemembered) {
    this.mostRemembered = mostRemembered;
  }

  /** Number of the last revocation that was applied. */
  long applied() {
    return applied;
  }

  /**
   * Whether nothing has lowered this key since.
   *
   * @param appliedBefore what {@link #applied} said before the key's row was read
   */
  boolean areOlder(String keyId, long appliedBefore) {
    Memory known = memory;
    return appliedBefore >= known.after()
        && known.numbers().getOrDefault(keyId, 0L) <= appliedBefore;
  }

  /** Takes over the next entry of the log. */
  void apply(long number, String keyId) {
    memory.numbers().put(keyId, number);
    applied = number;
    if (memory.numbers().size() > mostRemembered) {
      startAfter(number);
    }
  }

  /** Forgets the entries up to this one: of a row that was read before it nothing is known. */
  void startAfter(long number) {
    memory = new Memory(number, new ConcurrentHashMap<>());
    applied = number;
  }
}
