package com.remitflex.platform.net;

import inet.ipaddr.IPAddress;
import java.util.Optional;

/**
 * One IP address, or a block of addresses in CIDR notation (RFC 4632, RFC 4291), parsed by {@link
 * Address}.
 */
public final class AddressRange {
  private final IPAddress block;

  private AddressRange(IPAddress block) {
    this.block = block;
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
    return Address.parse(address).filter(block::contains).isPresent();
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
