package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Principal;
import java.util.Optional;

/** How many requests a key may still send in the current window. */
@FunctionalInterface
public interface RequestLimit {
  /** Counts one request of this key; empty when its requests are not limited. */
  Optional<Window> take(Principal principal);

  /**
   * The key's window after a request was counted.
   *
   * @param limit requests a window
   * @param remaining requests left in it
   * @param resetSeconds Unix time at which the next window begins
   * @param secondsLeft whole seconds until then, at least 1
   * @param admitted whether this request is within the limit
   */
  record Window(int limit, int remaining, long resetSeconds, int secondsLeft, boolean admitted) {}
}
