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
 * The address that a request comes from, in canonical form: that of the peer, or, as far as proxies
 * are trusted, what they say in X-Forwarded-For and Forwarded (RFC 7239). A hop that is not
 * readable is an unknown client, never the proxy that reports it; so are two headers that
 * contradict each other, since only one of them is the proxy's own.
 */
public final class ClientAddress {
  private static final HeaderName X_FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
  private static final HeaderName FORWARDED = HeaderNames.FORWARDED;

  private final List<AddressRange> trustedProxies;
  private final ForwardedHeader header;

  /**
   * The rule of this server.
   *
   * @param trustedProxies whose word counts
   * @param header in which header they give it
   */
  public ClientAddress(List<AddressRange> trustedProxies, ForwardedHeader header) {
    this.trustedProxies = List.copyOf(trustedProxies);
    this.header = header;
  }

  /** The client's address, or {@link Address#UNKNOWN}. */
  public String of(SocketAddress peer, Headers headers) {
    String address = ofPeer(peer);
    if (!isTrusted(address)) {
      return address;
    }
    List<String> forwardedFor = lines(headers, X_FORWARDED_FOR, ForwardedHeader.FORWARDED);
    List<String> forwarded = lines(headers, FORWARDED, ForwardedHeader.X_FORWARDED_FOR);
    if (forwardedFor.isEmpty() && forwarded.isEmpty()) {
      return address;
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

  /** The lines of this header, unless the proxies are set to use only the other one. */
  private List<String> lines(Headers headers, HeaderName name, ForwardedHeader other) {
    return header == other ? List.of() : headers.all(name, List::of);
  }

  /** The nearest hop that is no trusted proxy, or the farthest; a header without one says none. */
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

  /** Whether a connection comes from a trusted proxy. */
  public boolean isProxy(SocketAddress peer) {
    return isTrusted(ofPeer(peer));
  }

  private boolean isTrusted(String address) {
    return trustedProxies.stream().anyMatch(proxy -> proxy.contains(address));
  }

  /** The canonical address at the other end of a connection. */
  static String ofPeer(SocketAddress peer) {
    return peer instanceof InetSocketAddress socket && socket.getAddress() != null
        ? Address.ofHop(socket.getAddress().getHostAddress())
        : Address.UNKNOWN;
  }
}
