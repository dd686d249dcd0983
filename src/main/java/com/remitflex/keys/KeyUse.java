package com.remitflex.keys;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What this node knows of the use of one key. */
final class KeyUse {
  /** Clients that are told apart between two writings; what is beyond counts as one. */
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
    Sight sight =
        new Sight(
            presented.generation(),
            presented.retired().isPresent(),
            request.ip(),
            request.userAgent());
    count(sight, new Seen(1, request));
    return true;
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
    Sight counted =
        unwritten.size() < MOST_CLIENTS || unwritten.containsKey(sight)
            ? sight
            : new Sight(sight.generation(), sight.retired(), OTHERS, OTHERS);
    unwritten.merge(counted, seen, Seen::plus);
  }
}
