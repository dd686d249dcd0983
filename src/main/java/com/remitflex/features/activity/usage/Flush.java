package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import java.time.Instant;
import java.util.List;

/**
 * What one flush of a node's counts has written.
 *
 * @param hours the hours to which it has added, with the totals of all nodes
 */
public record Flush(List<Hour> hours, List<NetworkSighting> sightings) {
  /** The number of a key's requests in an hour until now. */
  public record Hour(KeyOwner owner, Instant start, long requests) {}
}
