package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import java.time.Instant;
import java.util.List;

/**
 * What became known with one writing of a node's counts.
 *
 * @param hours how many requests the keys that were used have sent in the hours that these were in,
 *     all nodes together
 */
public record Flush(List<Hour> hours, List<NetworkSighting> sights) {
  /** Requests of a key in an hour so far. */
  public record Hour(KeyOwner owner, Instant start, long requests) {}
}
