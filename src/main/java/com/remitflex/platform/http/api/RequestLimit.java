package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Principal;
import java.util.Optional;

/** Limits the number of requests that a key may send in one window. */
@FunctionalInterface
public interface RequestLimit {
  /** Counts one request of a key; empty if its requests are not limited. */
  Optional<Window> take(Principal principal);

  /**
   * The key's window after a request was counted.
   *
   * @param limit maximum requests per window
   * @param remaining requests left in the window
   * @param resetSeconds Unix time in seconds at which the next window begins
   * @param secondsLeft whole seconds until then, at least 1
   * @param admitted whether this request is within the limit
   */
  record Window(int limit, int remaining, long resetSeconds, int secondsLeft, boolean admitted) {}
}
