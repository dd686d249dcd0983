package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.net.Network;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The usage of a key in one minute that a node has counted and not yet written. */
final class PendingUsage {
  /** The maximum number of networks per minute. */
  private static final int MAX_NETWORKS = 64;

  /** The maximum number of addresses per minute whose network is stored. */
  private static final int MAX_ADDRESSES = 256;

  final KeyOwner owner;
  final UsageTotals totals = new UsageTotals();
  final Map<String, NetworkSighting> sightings = new HashMap<>();

  /** Networks by address: to parse an address costs more than all other counting. */
  private final Map<String, String> networks = new HashMap<>();

  final Map<Scope, Instant> scopes = new HashMap<>();

  PendingUsage(KeyOwner owner) {
    this.owner = owner;
  }

  void add(Exchange exchange, Instant at) {
    totals.add(exchange);
    if (exchange.status() == 401) {
      return;
    }
    String network = network(exchange.client().ip());
    NetworkSighting known = sightings.get(network);
    if (known != null) {
      sightings.put(network, known.and(at));
    } else if (sightings.size() < MAX_NETWORKS) {
      sightings.put(network, new NetworkSighting(owner, network, exchange.client(), at, at));
    }
  }

  private String network(String ip) {
    String known = networks.get(ip);
    if (known != null) {
      return known;
    }
    String network = Network.of(ip);
    if (networks.size() < MAX_ADDRESSES) {
      networks.put(ip, network);
    }
    return network;
  }

  void addScope(Scope scope, Instant at) {
    scopes.merge(scope, at, (a, b) -> a.isAfter(b) ? a : b);
  }
}
