package com.remitflex.usage;

import com.remitflex.http.KeyOwner;
import java.time.Instant;
import java.util.List;

/**
 * What became known with one writing of a node's counts.
 *
 * @param hours how many requests the keys that were used have sent in the hours that these were in,
 *     all nodes together
 */
public record Flush(List<Hour> hours, List<Sight> sights) {
  /** Requests of a key in an hour so far. */
  public record Hour(KeyOwner owner, Instant start, long requests) {}
}
