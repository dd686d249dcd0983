package com.remitflex.platform.net.outbound;

import com.remitflex.platform.net.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are on the public Internet: those that the registries of special-purpose
 * addresses (IANA, RFC 6890) do not reserve.
 */
final class PublicAddresses {
  private static final List<AddressRange> RESERVED_IPV4 =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.31.196.0/24",
          "192.52.193.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "192.175.48.0/24",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3");

  /** Global unicast; everything else is local, multicast, mapped or translated (NAT64). */
  private static final List<AddressRange> GLOBAL_IPV6 = ranges("2000::/3");

  /** Teredo and other protocols, documentation, 6to4, and AS112. */
  private static final List<AddressRange> RESERVED_IPV6 =
      ranges("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");

  private PublicAddresses() {}

  private static List<AddressRange> ranges(String... blocks) {
    return Stream.of(blocks).map(block -> AddressRange.parse(block).orElseThrow()).toList();
  }

  static boolean contains(InetAddress address) {
    String text = text(address);
    return address instanceof Inet6Address
        ? isIn(GLOBAL_IPV6, text) && !isIn(RESERVED_IPV6, text)
        : !isIn(RESERVED_IPV4, text);
  }

  /** The address without the name that it was resolved from, and without a zone. */
  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }

  private static boolean isIn(List<AddressRange> blocks, String address) {
    return blocks.stream().anyMatch(block -> block.contains(address));
  }
}
