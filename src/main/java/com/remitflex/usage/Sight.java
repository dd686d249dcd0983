package com.remitflex.usage;

import com.remitflex.http.Client;
import com.remitflex.http.KeyOwner;
import java.time.Instant;

/** Requests of a key, of which at least one was accepted, from one network. */
public record Sight(KeyOwner owner, String network, Client client, Instant first, Instant last) {
  /** The same with another use. */
  public Sight and(Instant at) {
    return at.isBefore(first)
        ? new Sight(owner, network, client, at, last)
        : new Sight(owner, network, client, first, at.isAfter(last) ? at : last);
  }
}
