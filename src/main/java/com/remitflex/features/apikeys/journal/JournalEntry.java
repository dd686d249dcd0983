package com.remitflex.features.apikeys.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one line of the revocation journal says.
 *
 * @param number of the entry of the revocation log, or of the last one before the journal
 * @param isBegin whether the journal contains every entry after this number
 * @param key the state of the key after the entry; empty if its row is gone or has no valid MAC
 */
record JournalEntry(long number, boolean isBegin, Optional<KeyState> key) {
  static JournalEntry begin(long number) {
    return new JournalEntry(number, true, Optional.empty());
  }

  static JournalEntry of(long number, Optional<KeyState> key) {
    return new JournalEntry(number, false, key);
  }

  /**
   * The state of a key: all that a restriction may change.
   *
   * @param hash of its newest secret, under the pepper that signed the line
   * @param valid the replaced secrets whose grace period is not over
   */
  record KeyState(
      String id,
      long generation,
      byte[] hash,
      String display,
      Optional<Instant> revokedAt,
      List<Grace> valid) {
    KeyState {
      valid = List.copyOf(valid);
    }
  }

  /** The grace period of a replaced secret; without an end, it waits for the use of a newer one. */
  record Grace(long generation, long seconds, Optional<Instant> endsAt) {}
}
