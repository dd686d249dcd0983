package com.remitflex.http;

import java.util.OptionalInt;

/** How many answers 401 a client's address may get. */
@FunctionalInterface
public interface UnauthorizedLimit {
  /** Counts one answer 401; when it is one too many, the seconds until there may be another. */
  OptionalInt count(String address);
}
