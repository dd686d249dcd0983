package com.remitflex.net;

import inet.ipaddr.IPAddress;

/** The network that an address is taken to belong to: an IPv4 /24, an IPv6 /48. */
public final class Network {
  private static final int IPV4_PREFIX = 24;
  private static final int IPV6_PREFIX = 48;

  private Network() {}

  /** The network's CIDR block; {@link Address#UNKNOWN} when the text is no address. */
  public static String of(String ip) {
    return Address.parse(ip).map(Network::block).orElse(Address.UNKNOWN);
  }

  private static String block(IPAddress address) {
    return address
        .setPrefixLength(address.isIPv4() ? IPV4_PREFIX : IPV6_PREFIX, false)
        .toPrefixBlock()
        .toCanonicalString();
  }
}
