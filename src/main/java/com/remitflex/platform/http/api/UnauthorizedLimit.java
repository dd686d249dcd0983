package com.remitflex.platform.http.api;

import java.util.OptionalInt;

/** Limits the number of 401 responses to one client address. */
public interface UnauthorizedLimit {
  /** No limit. */
  UnauthorizedLimit NONE =
      new UnauthorizedLimit() {
        @Override
        public OptionalInt count(String address) {
          return OptionalInt.empty();
        }

        @Override
        public void uncount(String address) {}

        @Override
        public boolean mayLookUp(String address) {
          return true;
        }
      };

  /** Counts one 401 response; returns the seconds to wait if it exceeds the limit. */
  OptionalInt count(String address);

  /** Cancels one count that was made in advance, for a response that was not a 401. */
  void uncount(String address);

  /** Whether a request beyond the limit may still be looked up: true once per second. */
  boolean mayLookUp(String address);
}
