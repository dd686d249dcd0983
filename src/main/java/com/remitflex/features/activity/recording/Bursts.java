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
 * Decides which rejected requests are stored one by one: 10 per second, key and reason. The others
 * of that second are a {@link Burst}. Its memory is bounded, however many keys and addresses.
 */
final class Bursts {
  static final int ONE_BY_ONE = 10;

  /** Keys and reasons of one second, and bursts that wait to be written. */
  private static final int MOST = 20_000;

  /** Addresses that are counted apart, in all bursts together. */
  private static final int MOST_ADDRESSES = 200_000;

  private record Reason(String keyId, Check check, Optional<String> errorCode) {}

  private static final class Second {
    final long second;
    int oneByOne;
    Optional<Burst> burst = Optional.empty();

    Second(long second) {
      this.second = second;
    }
  }

  private final Map<Reason, Second> seconds = new HashMap<>();
  private final List<Burst> ended = new ArrayList<>();
  private int addresses;

  /** Where a request is stored. */
  sealed interface Place {
    /** In a row of its own. */
    record OwnRow() implements Place {}

    /** In the row of a burst, which has counted it. */
    record InBurst(Burst burst) implements Place {}

    /** Nowhere: there is no room to count it. */
    record Nowhere() implements Place {}
  }

  /** The place of a request; the one that is rejected is counted in its burst. */
  synchronized Place place(Exchange exchange, KeyOwner owner, Instant answeredAt) {
    if (exchange.rejection().isEmpty()) {
      return new Place.OwnRow();
    }
    Reason reason =
        new Reason(owner.keyId(), exchange.rejection().get().check(), exchange.errorCode());
    long now = answeredAt.getEpochSecond();
    Second second = seconds.get(reason);
    if (second == null || second.second != now) {
      if (second == null && seconds.size() >= MOST) {
        end(now);
        if (seconds.size() >= MOST) {
          return new Place.Nowhere();
        }
      } else if (second != null) {
        end(second);
      }
      second = new Second(now);
      seconds.put(reason, second);
    }
    if (second.oneByOne < ONE_BY_ONE) {
      second.oneByOne++;
      return new Place.OwnRow();
    }
    if (second.burst.isEmpty()) {
      if (ended.size() >= MOST) {
        return new Place.Nowhere();
      }
      second.burst = Optional.of(new Burst(exchange, owner, answeredAt));
    }
    Burst burst = second.burst.get();
    addresses += burst.add(exchange.client().ip(), addresses < MOST_ADDRESSES) ? 1 : 0;
    return new Place.InBurst(burst);
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

  /** The bursts whose second is over. */
  synchronized List<Burst> takeEnded(Instant now) {
    end(now.getEpochSecond());
    List<Burst> taken = List.copyOf(ended);
    taken.forEach(one -> addresses -= one.addresses());
    ended.clear();
    return taken;
  }

  /** All bursts: no request comes any more. */
  synchronized List<Burst> takeAll() {
    return takeEnded(Instant.EPOCH);
  }

  synchronized boolean isEmpty() {
    return seconds.isEmpty() && ended.isEmpty();
  }
}
