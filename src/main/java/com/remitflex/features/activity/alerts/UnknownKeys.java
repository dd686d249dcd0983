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
 * Well-formed keys that no one has issued, as this node has seen them; so many an hour, no more.
 */
final class UnknownKeys {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);

  private static final int MOST_AN_HOUR = 1_000;

  private record Place(String display, String ip) {}

  private final Map<Place, UnknownKeyUse> untaken = new HashMap<>();
  private final Set<Place> seen = new HashSet<>();
  private final Set<Place> news = new HashSet<>();
  private Instant hour = Instant.EPOCH;
  private long beyond;

  synchronized void add(String display, Exchange exchange, Instant at) {
    Instant now = at.truncatedTo(ChronoUnit.HOURS);
    if (!now.equals(hour)) {
      hour = now;
      seen.clear();
      beyond = 0;
    }
    Place place = new Place(display, exchange.client().ip());
    if (!seen.contains(place)) {
      if (seen.size() >= MOST_AN_HOUR) {
        if (beyond++ == 0) {
          LOG.error("more than {} unknown keys came in this hour: some are not kept", MOST_AN_HOUR);
        }
        return;
      }
      seen.add(place);
      news.add(place);
    }
    untaken.merge(
        place,
        new UnknownKeyUse(now, display, place.ip(), exchange.client().userAgent(), 1, at, at),
        UnknownKeyUse::and);
  }

  synchronized List<UnknownKeyUse> take() {
    List<UnknownKeyUse> taken = List.copyOf(untaken.values());
    untaken.clear();
    return taken;
  }

  /** Whether this is the first time in the hour; true once. */
  synchronized boolean isNews(UnknownKeyUse use) {
    return news.remove(new Place(use.display(), use.ip()));
  }
}
