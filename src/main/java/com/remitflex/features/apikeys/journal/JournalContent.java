package com.remitflex.features.apikeys.journal;

import com.remitflex.features.apikeys.journal.JournalEntry.KeyState;
import java.util.LinkedHashMap;
import java.util.Map;

/** The contents of a journal: the last state of each key, and which entries it contains. */
final class JournalContent {
  /** The state of a key, and whether the hash can be used. */
  record Last(KeyState key, boolean isHashUsable) {}

  private final Map<String, Last> keys = new LinkedHashMap<>();
  private boolean isEmpty = true;
  private long begin;
  private long last;

  void add(JournalLineJson.Read read) {
    JournalEntry entry = read.entry();
    long before = entry.isBegin() ? entry.number() : entry.number() - 1;
    if (isEmpty || before > last) {
      // Entries are missing: from here on, it is complete.
      begin = before;
    }
    last = isEmpty ? entry.number() : Math.max(last, entry.number());
    isEmpty = false;
    entry
        .key()
        .ifPresent(
            key -> keys.merge(key.id(), new Last(key, read.isHashUsable()), JournalContent::later));
  }

  /** A line may be written twice, but a key is never older than it was. */
  private static Last later(Last before, Last after) {
    boolean isOlder =
        after.key().generation() < before.key().generation()
            || (before.key().revokedAt().isPresent() && after.key().revokedAt().isEmpty());
    return isOlder ? before : after;
  }

  boolean isEmpty() {
    return isEmpty;
  }

  /** The newest number that it contains. */
  long last() {
    return last;
  }

  /** Whether it contains every entry that a database lacks whose log ends with this number. */
  boolean isCompleteAfter(long number) {
    return !isEmpty && begin <= number && last >= number;
  }

  Map<String, Last> keys() {
    return keys;
  }
}
