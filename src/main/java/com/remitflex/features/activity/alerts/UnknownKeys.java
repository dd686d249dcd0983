package com.remitflex.features.activity.alerts;

import com.remitflex.platform.http.api.Exchange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The uses of well-formed keys that were never issued, as this node has received them; limited per
 * hour.
 */
final class UnknownKeys {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);

  private static final int MAX_PER_HOUR = 1_000;

  private record Source(String display, String ip) {}

  private final Map<Source, UnknownKeyUse> pending = new HashMap<>();
  private final Set<Source> seen = new HashSet<>();
  private final Set<Source> first = new HashSet<>();
  private Instant hour = Instant.EPOCH;
  private long dropped;

  synchronized void add(String display, Exchange exchange, Instant at) {
    Instant now = at.truncatedTo(ChronoUnit.HOURS);
    if (!now.equals(hour)) {
      hour = now;
      seen.clear();
      dropped = 0;
    }
    Source source = new Source(display, exchange.client().ip());
    if (!seen.contains(source)) {
      if (seen.size() >= MAX_PER_HOUR) {
        if (dropped++ == 0) {
          LOG.error(
              "more than {} unknown keys in this hour: the others are not recorded", MAX_PER_HOUR);
        }
        return;
      }
      seen.add(source);
      first.add(source);
    }
    pending.merge(
        source,
        new UnknownKeyUse(now, display, source.ip(), exchange.client().userAgent(), 1, at, at),
        UnknownKeyUse::and);
  }

  synchronized List<UnknownKeyUse> take() {
    List<UnknownKeyUse> taken = List.copyOf(pending.values());
    pending.clear();
    return taken;
  }

  /** Whether it is the first use of this key from this address in the hour; true only once. */
  synchronized boolean isFirstInHour(UnknownKeyUse use) {
    return first.remove(new Source(use.display(), use.ip()));
  }
}
