package com.remitflex.features.activity.requests;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.lists.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows the history while the nodes write it, by a poll. A request is written after its response,
 * by the node that sent it, so a later one may be there first: each sweep reads the last seconds
 * again, every few seconds the last minute, and returns the requests that it has not yet returned.
 */
public final class RequestTail {
  /** A request that is written later than this after its time is not returned. */
  static final Duration MAX_DELAY = Duration.ofMinutes(1);

  private static final Duration USUAL_DELAY = Duration.ofSeconds(3);
  private static final Duration FULL_SWEEP_EVERY = Duration.ofSeconds(5);
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);
  private static final int PAGE = 500;

  private final Database database;
  private final HistoryScope scope;
  private final RequestFilter filter;
  private final Instant from;

  /** IDs of requests that were returned, by time: as far back as a sweep reads. */
  private final Map<String, Instant> returned = new HashMap<>();

  private Optional<Position> position = Optional.empty();
  private Instant sweptTo;
  private Instant sweepBegan;
  private Instant lastFullSweep = Instant.EPOCH;
  private boolean sweeping;

  /**
   * Follows this part of the history.
   *
   * @param from earlier requests are left out
   */
  public RequestTail(Database database, HistoryScope scope, RequestFilter filter, Instant from) {
    this.database = database;
    this.scope = scope;
    this.filter = filter;
    this.from = from;
    this.sweptTo = from;
    this.sweepBegan = from;
  }

  /** The new requests in the order of time, at most 500; empty when there are none yet. */
  public List<LoggedRequest> next() {
    List<LoggedRequest> found = new ArrayList<>();
    do {
      List<LoggedRequest> page =
          database.with(handle -> {
            if (!sweeping) {
              begin(DatabaseClock.read(handle));
            }
            return new RequestStore(handle, scope, filter)
                .after(position.orElseThrow(), sweepBegan.plus(CLOCK_TOLERANCE), PAGE);
          });
      for (LoggedRequest request : page) {
        if (!returned.containsKey(request.id())) {
          found.add(request);
          addReturned(request);
        }
      }
      if (page.size() < PAGE) {
        end();
      } else {
        position = Optional.of(page.getLast().position());
      }
    } while (sweeping && found.isEmpty());
    return found;
  }

  /** Whether there are more already than {@link #next} has returned. */
  boolean isSweeping() {
    return sweeping;
  }

  private void begin(Instant now) {
    boolean full = lastFullSweep.plus(FULL_SWEEP_EVERY).isBefore(now);
    Instant start = sweptTo.minus(full ? MAX_DELAY : USUAL_DELAY);
    position = Optional.of(new Position(start.isBefore(from) ? from : start, -1));
    lastFullSweep = full ? now : lastFullSweep;
    sweepBegan = now;
    sweeping = true;
  }

  private void addReturned(LoggedRequest request) {
    if (!request.at().isBefore(sweepBegan.minus(MAX_DELAY))) {
      returned.put(request.id(), request.at());
    }
  }

  private void end() {
    sweeping = false;
    sweptTo = sweepBegan.isBefore(from) ? from : sweepBegan;
    if (lastFullSweep.equals(sweepBegan)) {
      Instant oldest = sweptTo.minus(MAX_DELAY);
      returned.values().removeIf(at -> at.isBefore(oldest));
    }
  }
}
