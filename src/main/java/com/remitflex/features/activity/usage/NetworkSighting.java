package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import java.time.Instant;

/** Requests of a key, of which at least one was accepted, from one network. */
public record NetworkSighting(
    KeyOwner owner, String network, Client client, Instant first, Instant last) {
  /** The same with another use. */
  public NetworkSighting and(Instant at) {
    return at.isBefore(first)
        ? new NetworkSighting(owner, network, client, at, last)
        : new NetworkSighting(owner, network, client, first, at.isAfter(last) ? at : last);
  }
}
