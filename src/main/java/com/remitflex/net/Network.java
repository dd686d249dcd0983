package com.remitflex.net;

import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;

/** The network that an address is taken to belong to: an IPv4 /24, an IPv6 /48. */
public final class Network {
  private static final int IPV4_PREFIX = 24;
  private static final int IPV6_PREFIX = 48;

  private Network() {}

  /** The network's CIDR block; the text itself when it is no address. */
  public static String of(String ip) {
    IPAddress parsed = new IPAddressString(ip).getAddress();
    if (parsed == null) {
      return ip;
    }
    IPAddress address =
        parsed.isIPv6() && parsed.toIPv6().isIPv4Mapped()
            ? parsed.toIPv6().getEmbeddedIPv4Address()
            : parsed;
    return address
        .setPrefixLength(address.isIPv4() ? IPV4_PREFIX : IPV6_PREFIX, false)
        .toPrefixBlock()
        .toCanonicalString();
  }
}
