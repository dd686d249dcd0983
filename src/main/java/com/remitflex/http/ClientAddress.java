package com.remitflex.http;

import com.remitflex.net.AddressRange;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which address a request comes from: X-Forwarded-For counts only as far as proxies are trusted.
 */
final class ClientAddress {
  private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");

  private final List<AddressRange> trustedProxies;

  ClientAddress(List<AddressRange> trustedProxies) {
    this.trustedProxies = List.copyOf(trustedProxies);
  }

  String of(ServerRequest request) {
    String peer = peer(request);
    return trustedProxies.isEmpty()
        ? peer
        : of(peer, request.headers().all(FORWARDED_FOR, List::of));
  }

  /** The nearest address that is no trusted proxy, walking back from the peer. */
  String of(String peer, List<String> forwardedFor) {
    List<String> hops = new ArrayList<>();
    forwardedFor.forEach(line -> hops.addAll(List.of(line.split(",", -1))));
    String nearest = peer;
    for (String hop : hops.reversed()) {
      String address = hop.strip();
      if (!isTrusted(nearest) || !AddressRange.isAddress(address)) {
        break;
      }
      nearest = address;
    }
    return nearest;
  }

  private boolean isTrusted(String address) {
    return trustedProxies.stream().anyMatch(proxy -> proxy.contains(address));
  }

  private static String peer(ServerRequest request) {
    if (request.remotePeer().address() instanceof InetSocketAddress socket
        && socket.getAddress() != null) {
      String text = socket.getAddress().getHostAddress();
      int zone = text.indexOf('%');
      return zone < 0 ? text : text.substring(0, zone);
    }
    return "unknown";
  }
}
