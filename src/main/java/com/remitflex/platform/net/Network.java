package com.remitflex.platform.net;

import inet.ipaddr.IPAddress;

/** Groups addresses into networks: an IPv4 /24 or an IPv6 /48. */
public final class Network {
  private static final int IPV4_PREFIX = 24;
  private static final int IPV6_PREFIX = 48;

  /** A client with one IPv6 address can use all addresses of its /64 (RFC 4291, 2.5.1). */
  private static final int IPV6_SUBSCRIBER_PREFIX = 64;

  private Network() {}

  /** The CIDR block of an address's network; {@link Address#UNKNOWN} if it is not an address. */
  public static String of(String ip) {
    return Address.parse(ip).map(Network::block).orElse(Address.UNKNOWN);
  }

  /**
   * The addresses of one client: an IPv4 address or an IPv6 /64; {@link Address#UNKNOWN} if the
   * text is not an address.
   */
  public static String ofSubscriber(String ip) {
    return Address.parse(ip)
        .map(address ->
            address.isIPv4() ? address.toCanonicalString() : block(address, IPV6_SUBSCRIBER_PREFIX))
        .orElse(Address.UNKNOWN);
  }

  private static String block(IPAddress address) {
    return block(address, address.isIPv4() ? IPV4_PREFIX : IPV6_PREFIX);
  }

  private static String block(IPAddress address, int prefix) {
    return address.setPrefixLength(prefix, false).toPrefixBlock().toCanonicalString();
  }
}
