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
 * Follows the history of some keys while the nodes write it. A request is written after its answer,
 * by whichever node gave it, so that a later one can be there first: each sweep looks back over the
 * last moments again, and now and then over a minute, and tells what it has not told before.
 */
public final class RequestTail {
  /** What is written later than this is in the lists alone. */
  public static final Duration LATEST = Duration.ofMinutes(1);

  private static final Duration LATE = Duration.ofSeconds(3);
  private static final Duration LOOKS_FAR_BACK_EVERY = Duration.ofSeconds(5);
  private static final Duration AHEAD = Duration.ofMinutes(1);
  private static final int PAGE = 500;

  private final Database database;
  private final Whose whose;
  private final RequestFilter filter;
  private final Instant from;

  /** Ids that were told, with their times: no older than a sweep can look back. */
  private final Map<String, Instant> told = new HashMap<>();

  private Optional<Position> position = Optional.empty();
  private Instant sweptTo;
  private Instant sweepBegan;
  private Instant lookedFarBack = Instant.EPOCH;
  private boolean sweeping;

  /**
   * Follows this history.
   *
   * @param from what is older is not reported
   */
  public RequestTail(Database database, Whose whose, RequestFilter filter, Instant from) {
    this.database = database;
    this.whose = whose;
    this.filter = filter;
    this.from = from;
    this.sweptTo = from;
    this.sweepBegan = from;
  }

  /** What is new, in the order of time, and at most some hundreds; none: nothing at the moment. */
  public List<LoggedRequest> next() {
    List<LoggedRequest> news = new ArrayList<>();
    do {
      List<LoggedRequest> page =
          database.with(handle -> {
            if (!sweeping) {
              begin(DatabaseClock.read(handle));
            }
            return new RequestStore(handle, whose, filter)
                .from(position.orElseThrow(), sweepBegan.plus(AHEAD), PAGE);
          });
      for (LoggedRequest request : page) {
        if (!told.containsKey(request.id())) {
          news.add(request);
          remember(request);
        }
      }
      if (page.size() < PAGE) {
        end();
      } else {
        position = Optional.of(new Position(page.getLast().at(), page.getLast().number()));
      }
    } while (sweeping && news.isEmpty());
    return news;
  }

  /** Whether there is more already than {@link #next} has returned. */
  boolean isSweeping() {
    return sweeping;
  }

  private void begin(Instant now) {
    boolean far = lookedFarBack.plus(LOOKS_FAR_BACK_EVERY).isBefore(now);
    Instant start = sweptTo.minus(far ? LATEST : LATE);
    position = Optional.of(new Position(start.isBefore(from) ? from : start, -1));
    lookedFarBack = far ? now : lookedFarBack;
    sweepBegan = now;
    sweeping = true;
  }

  private void remember(LoggedRequest request) {
    if (!request.at().isBefore(sweepBegan.minus(LATEST))) {
      told.put(request.id(), request.at());
    }
  }

  private void end() {
    sweeping = false;
    sweptTo = sweepBegan.isBefore(from) ? from : sweepBegan;
    if (lookedFarBack.equals(sweepBegan)) {
      Instant oldest = sweptTo.minus(LATEST);
      told.values().removeIf(at -> at.isBefore(oldest));
    }
  }
}
