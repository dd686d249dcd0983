package com.remitflex.platform.net;

import inet.ipaddr.IPAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One IP address, or a block of addresses in CIDR notation (RFC 4632, RFC 4291), parsed by {@link
 * Address}.
 */
public final class AddressRange {
  private final IPAddress block;

  /**
   * The first and the last address of an IPv4 block; no address is between those of an IPv6 one.
   */
  private final long first;

  private final long last;

  private AddressRange(IPAddress block) {
    this.block = block;
    this.first = block.isIPv4() ? block.getLower().getValue().longValue() : 0;
    this.last = block.isIPv4() ? block.getUpper().getValue().longValue() : -1;
  }

  /** Parses an address or a block; bits beyond the prefix must be zero. */
  public static Optional<AddressRange> parse(String text) {
    return Address.parse(text)
        .filter(address -> !address.isPrefixed() || address.isPrefixBlock())
        .map(AddressRange::new);
  }

  /** Whether the text is one address. */
  public static boolean isAddress(String text) {
    return Address.canonical(text).isPresent();
  }

  /** Whether the address is in the block; false if the text is not an address. */
  public boolean contains(String address) {
    OptionalLong ipv4 = Address.ipv4(address);
    return ipv4.isPresent()
        ? first <= ipv4.getAsLong() && ipv4.getAsLong() <= last
        : Address.parse(address).filter(block::contains).isPresent();
  }

  /** The canonical text: RFC 5952 for IPv6; a single address without a prefix. */
  @Override
  public String toString() {
    return block.isPrefixed() && block.getPrefixLength() == block.getBitCount()
        ? block.withoutPrefixLength().toCanonicalString()
        : block.toCanonicalString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressRange range && range.toString().equals(toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }
}
