package com.remitflex.features.apikeys.journal;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventStore;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The events of keys that a replay has restricted: a database that was restored lacks those of the
 * first time.
 */
record RestrictionEvents(List<Event> events, List<Head> heads) {
  /** The events of these keys; the heads of their accounts are locked. */
  static RestrictionEvents of(List<RestrictedKey> keys, List<Head> locked, Instant now) {
    Map<HeadId, Head> heads = new HashMap<>();
    locked.forEach(head -> heads.put(head.id(), head));
    List<Event> events = new ArrayList<>();
    Map<HeadId, Head> changed = new HashMap<>();
    for (RestrictedKey key : keys) {
      Optional<String> data = RestrictedKeyJson.event(key, now);
      if (data.isPresent()) {
        Head before = heads.get(key.key().head());
        if (before == null) {
          throw new IllegalStateException("head not locked: " + key.key().head());
        }
        Instant at = before.lastCreatedAt().isAfter(now) ? before.lastCreatedAt() : now;
        events.add(
            new Event(
                before.id(),
                before.nextEvent(),
                IdPrefix.EVENT.next(),
                key.action(),
                key.key().id(),
                at,
                data.get()));
        Head after = new Head(before.id(), before.nextEvent() + 1, at);
        heads.put(before.id(), after);
        changed.put(before.id(), after);
      }
    }
    return new RestrictionEvents(events, List.copyOf(changed.values()));
  }

  void write(Writes writes) {
    EventStore.write(writes, events);
    HeadStore.write(writes, heads);
  }
}
