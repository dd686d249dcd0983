package com.remitflex.platform.net;

import inet.ipaddr.IPAddress;

/** The network that an address is taken to belong to: an IPv4 /24, an IPv6 /48. */
public final class Network {
  private static final int IPV4_PREFIX = 24;
  private static final int IPV6_PREFIX = 48;

  /** A client that has one IPv6 address has all of its /64 (RFC 4291, 2.5.1). */
  private static final int IPV6_SUBSCRIBER_PREFIX = 64;

  private Network() {}

  /** The network's CIDR block; {@link Address#UNKNOWN} when the text is no address. */
  public static String of(String ip) {
    return Address.parse(ip).map(Network::block).orElse(Address.UNKNOWN);
  }

  /**
   * What one client can be held to: an IPv4 address, an IPv6 /64; {@link Address#UNKNOWN} when the
   * text is no address.
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
