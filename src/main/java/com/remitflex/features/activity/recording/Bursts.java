package com.remitflex.features.activity.recording;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which rejected requests are stored in a row of their own: 10 per second, key and reason.
 * The others of that second are a {@link Burst}. Its memory is limited, however many keys and
 * addresses there are.
 */
final class Bursts {
  static final int MAX_OWN_ROWS = 10;

  /** The maximum number of keys and reasons per second, and of bursts that are not yet written. */
  private static final int MAX_SIZE = 20_000;

  /** The maximum number of addresses in all bursts together. */
  private static final int MAX_ADDRESSES = 200_000;

  private record Reason(String keyId, Check check, Optional<String> errorCode) {}

  private static final class Second {
    final long second;
    int ownRows;
    Optional<Burst> burst = Optional.empty();

    Second(long second) {
      this.second = second;
    }
  }

  private final Map<Reason, Second> seconds = new HashMap<>();
  private final List<Burst> ended = new ArrayList<>();
  private int addresses;

  /** How a request is stored. */
  sealed interface Storage {
    /** In a row of its own. */
    record OwnRow() implements Storage {}

    /** In the row of a burst, which has counted it. */
    record InBurst(Burst burst) implements Storage {}

    /** Not at all: there is no room to count it. */
    record NotStored() implements Storage {}
  }

  /** Takes a request; counts it if it belongs to a burst. */
  synchronized Storage add(Exchange exchange, KeyOwner owner, Instant answeredAt) {
    if (exchange.rejection().isEmpty()) {
      return new Storage.OwnRow();
    }
    Reason reason =
        new Reason(owner.keyId(), exchange.rejection().get().check(), exchange.errorCode());
    long now = answeredAt.getEpochSecond();
    Second second = seconds.get(reason);
    if (second == null || second.second != now) {
      if (second == null && seconds.size() >= MAX_SIZE) {
        end(now);
        if (seconds.size() >= MAX_SIZE) {
          return new Storage.NotStored();
        }
      } else if (second != null) {
        end(second);
      }
      second = new Second(now);
      seconds.put(reason, second);
    }
    if (second.ownRows < MAX_OWN_ROWS) {
      second.ownRows++;
      return new Storage.OwnRow();
    }
    if (second.burst.isEmpty()) {
      if (ended.size() >= MAX_SIZE) {
        return new Storage.NotStored();
      }
      second.burst = Optional.of(new Burst(exchange, owner, answeredAt));
    }
    Burst burst = second.burst.get();
    addresses += burst.add(exchange.client().ip(), addresses < MAX_ADDRESSES) ? 1 : 0;
    return new Storage.InBurst(burst);
  }

  private void end(Second second) {
    second.burst.ifPresent(ended::add);
  }

  private void end(long now) {
    for (Iterator<Second> all = seconds.values().iterator(); all.hasNext(); ) {
      Second one = all.next();
      if (one.second != now) {
        end(one);
        all.remove();
      }
    }
  }

  /** Removes and returns the bursts whose second is over. */
  synchronized List<Burst> takeEnded(Instant now) {
    end(now.getEpochSecond());
    List<Burst> taken = List.copyOf(ended);
    taken.forEach(one -> addresses -= one.addresses());
    ended.clear();
    return taken;
  }

  /** Removes and returns all bursts, after the last request. */
  synchronized List<Burst> takeAll() {
    return takeEnded(Instant.EPOCH);
  }

  synchronized boolean isEmpty() {
    return seconds.isEmpty() && ended.isEmpty();
  }
}
