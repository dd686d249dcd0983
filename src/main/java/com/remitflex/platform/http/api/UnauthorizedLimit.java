package com.remitflex.platform.http.api;

import java.util.OptionalInt;

/** How many answers 401 a client's address may get. */
public interface UnauthorizedLimit {
  /** Counts nothing. */
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

  /** Counts one answer 401; when it is one too many, the seconds until there may be another. */
  OptionalInt count(String address);

  /** Takes back one that was counted before it was known that the answer is another. */
  void uncount(String address);

  /** Whether what is one too many may be looked up all the same; true once a second. */
  boolean mayLookUp(String address);
}
