package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import java.time.Instant;

/** Use of a key from one network. */
public record NetworkSighting(
    KeyOwner owner, String network, Client client, Instant first, Instant last) {
  /** This sighting with another use. */
  public NetworkSighting and(Instant at) {
    return at.isBefore(first)
        ? new NetworkSighting(owner, network, client, at, last)
        : new NetworkSighting(owner, network, client, first, at.isAfter(last) ? at : last);
  }
}
