package com.remitflex.platform.http.server;

import com.remitflex.platform.net.Address;
import com.remitflex.platform.net.AddressRange;
import com.remitflex.platform.net.ForwardedHops;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Function;

/**
 * Determines the address of a request's client, in canonical form: the peer's, or the one that
 * trusted proxies report in X-Forwarded-For and Forwarded (RFC 7239). An unreadable hop is an
 * unknown client, never the proxy that reports it. The client is also unknown if the two headers
 * contradict each other, because the client itself could have sent one of them.
 */
public final class ClientAddress {
  private static final HeaderName X_FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
  private static final HeaderName FORWARDED = HeaderNames.FORWARDED;

  private final List<AddressRange> trustedProxies;
  private final ForwardedHeader header;

  /**
   * The rule of this server.
   *
   * @param trustedProxies the proxies whose headers are used
   * @param header the header that they set
   */
  public ClientAddress(List<AddressRange> trustedProxies, ForwardedHeader header) {
    this.trustedProxies = List.copyOf(trustedProxies);
    this.header = header;
  }

  /** The address of the client of a request, or {@link Address#UNKNOWN}. */
  public String of(Peer peer, Headers headers) {
    if (!peer.isProxy()) {
      return peer.address();
    }
    List<String> forwardedFor = lines(headers, X_FORWARDED_FOR, ForwardedHeader.FORWARDED);
    List<String> forwarded = lines(headers, FORWARDED, ForwardedHeader.X_FORWARDED_FOR);
    if (forwardedFor.isEmpty() && forwarded.isEmpty()) {
      return peer.address();
    }
    if (forwarded.isEmpty()) {
      return nearest(forwardedFor, ForwardedHops::ofForwardedFor);
    }
    String client = nearest(forwarded, ForwardedHops::ofForwarded);
    boolean agree =
        forwardedFor.isEmpty()
            || client.equals(nearest(forwardedFor, ForwardedHops::ofForwardedFor));
    return agree ? client : Address.UNKNOWN;
  }

  /** The lines of this header; none if the proxies are configured to use only the other one. */
  private List<String> lines(Headers headers, HeaderName name, ForwardedHeader other) {
    return header == other ? List.of() : headers.all(name, List::of);
  }

  /** The nearest hop that is no trusted proxy, or else the farthest; unknown without any hop. */
  private String nearest(List<String> lines, Function<String, List<String>> read) {
    List<String> hops = lines.stream().flatMap(line -> read.apply(line).stream()).toList();
    String nearest = Address.UNKNOWN;
    for (String hop : hops.reversed()) {
      nearest = hop;
      if (!isTrusted(hop)) {
        break;
      }
    }
    return nearest;
  }

  /** The peer of a connection. */
  public Peer peer(SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress socket) || socket.getAddress() == null) {
      return new Peer(Address.UNKNOWN, false, false);
    }
    String address = Address.ofHop(socket.getAddress().getHostAddress());
    return new Peer(address, isTrusted(address), socket.getAddress().isLoopbackAddress());
  }

  private boolean isTrusted(String address) {
    return trustedProxies.stream().anyMatch(proxy -> proxy.contains(address));
  }
}
