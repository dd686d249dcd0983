package com.remitflex.features.apikeys.authentication;

import com.remitflex.features.apikeys.AcceptedRequest;
import com.remitflex.features.apikeys.Presented;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What this node knows of the use of one key. */
final class KeyUse {
  /** Clients of old secrets that are told apart in an hour; what is beyond counts as one. */
  private static final int MOST_CLIENTS = 200;

  private static final String OTHERS = "";

  /** Who used which of the key's secrets. */
  record Sight(long generation, boolean retired, String ip, String userAgent) {}

  /** How often, and when last. */
  record Seen(long requests, AcceptedRequest last) {
    Seen plus(Seen other) {
      return new Seen(
          requests + other.requests, other.last.at().isAfter(last.at()) ? other.last : last);
    }
  }

  private Optional<AcceptedRequest> last = Optional.empty();
  private Map<Sight, Seen> unwritten = new HashMap<>();
  private final Set<Sight> toldApart = new HashSet<>();
  private Instant hour = Instant.EPOCH;

  /**
   * Accepts a request, unless the key was lowered meanwhile. Whoever applies a revocation and then
   * asks for {@link #last} sees every request that was accepted before.
   */
  synchronized boolean accept(
      Presented presented, AcceptedRequest request, BooleanSupplier stillStands) {
    if (!stillStands.getAsBoolean()) {
      return false;
    }
    last = Optional.of(request);
    count(sight(presented, request), new Seen(1, request));
    return true;
  }

  /** Who uses the newest secret is not asked: nobody has to be moved away from it. */
  private Sight sight(Presented presented, AcceptedRequest request) {
    boolean retired = presented.retired().isPresent();
    Sight any = new Sight(presented.generation(), retired, OTHERS, OTHERS);
    if (!retired) {
      return any;
    }
    Instant now = request.at().truncatedTo(ChronoUnit.HOURS);
    if (!now.equals(hour)) {
      toldApart.clear();
      hour = now;
    }
    Sight one = new Sight(presented.generation(), true, request.ip(), request.userAgent());
    boolean known = toldApart.contains(one);
    return known || (toldApart.size() < MOST_CLIENTS && toldApart.add(one)) ? one : any;
  }

  synchronized Optional<AcceptedRequest> last() {
    return last;
  }

  /** Hands over what has not been written yet. */
  synchronized Map<Sight, Seen> drain() {
    Map<Sight, Seen> drained = unwritten;
    if (!drained.isEmpty()) {
      unwritten = new HashMap<>();
    }
    return drained;
  }

  /** Takes back what could not be written. */
  synchronized void takeBack(Map<Sight, Seen> drained) {
    drained.forEach(this::count);
  }

  private void count(Sight sight, Seen seen) {
    unwritten.merge(sight, seen, Seen::plus);
  }
}
