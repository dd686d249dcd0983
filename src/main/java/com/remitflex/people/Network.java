package com.remitflex.people;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** From where someone comes: an IPv4 address, or the 64 bits of IPv6 that one customer has. */
final class Network {
  private static final int CUSTOMER_BYTES = 8;

  private Network() {}

  static String of(String ip) {
    try {
      InetAddress address = InetAddress.ofLiteral(ip);
      return address instanceof Inet6Address
          ? HexFormat.of().formatHex(address.getAddress(), 0, CUSTOMER_BYTES)
          : address.getHostAddress();
    } catch (IllegalArgumentException e) {
      return ip;
    }
  }
}
