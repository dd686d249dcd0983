package com.remitflex.features.activity.usage;

import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.net.Network;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What a node has counted of a key in a minute and not yet written. */
final class PendingUsage {
  /** Networks that are told apart within a minute. */
  private static final int MOST_NETWORKS = 64;

  /** Addresses whose network is remembered within a minute. */
  private static final int MOST_ADDRESSES = 256;

  final KeyOwner owner;
  final UsageTotals figures = new UsageTotals();
  final Map<String, NetworkSighting> sights = new HashMap<>();

  /** Of addresses that were seen: to read one costs more than all the rest of counting. */
  private final Map<String, String> networks = new HashMap<>();

  final Map<Scope, Instant> scopes = new HashMap<>();

  PendingUsage(KeyOwner owner) {
    this.owner = owner;
  }

  void add(Exchange exchange, Instant at) {
    figures.add(exchange);
    if (exchange.status() == 401) {
      return;
    }
    String network = network(exchange.client().ip());
    NetworkSighting known = sights.get(network);
    if (known != null) {
      sights.put(network, known.and(at));
    } else if (sights.size() < MOST_NETWORKS) {
      sights.put(network, new NetworkSighting(owner, network, exchange.client(), at, at));
    }
  }

  private String network(String ip) {
    String known = networks.get(ip);
    if (known != null) {
      return known;
    }
    String network = Network.of(ip);
    if (networks.size() < MOST_ADDRESSES) {
      networks.put(ip, network);
    }
    return network;
  }

  void needed(Scope scope, Instant at) {
    scopes.merge(scope, at, (a, b) -> a.isAfter(b) ? a : b);
  }
}
