package com.remitflex.net;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of IP addresses in CIDR notation (RFC 4632, RFC 4291), or one address. An IPv4 address in
 * IPv6 dress (`::ffff:…`) is the IPv4 address.
 */
public final class AddressRange {
  /** Every character of it; the library forgives white space and a prefix such as `/08`. */
  private static final Pattern TEXT = Pattern.compile("[0-9A-Fa-f:.]+(?:/(?:0|[1-9][0-9]{0,2}))?");

  /** No wildcards, ranges, host names, zones, octal or abbreviated forms. */
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowWildcardedSeparator(false)
          .allowMask(false)
          .allowPrefixOnly(false)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .allowBinary(false)
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .allowBinary(false)
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .getParentBuilder()
          .toParams();

  private final IPAddress block;

  private AddressRange(IPAddress block) {
    this.block = block;
  }

  /** The block that the text names; bits beyond the prefix must be zero. */
  public static Optional<AddressRange> parse(String text) {
    return address(text)
        .filter(address -> !address.isPrefixed() || address.isPrefixBlock())
        .map(AddressRange::new);
  }

  /** Whether the text is one address. */
  public static boolean isAddress(String text) {
    return text.indexOf('/') < 0 && address(text).isPresent();
  }

  public boolean contains(String address) {
    return address(address).filter(block::contains).isPresent();
  }

  private static Optional<IPAddress> address(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      IPAddress address = new IPAddressString(text, STRICT).toAddress();
      boolean dressed = address.isIPv6() && address.toIPv6().isIPv4Mapped();
      if (!dressed) {
        return Optional.of(address);
      }
      Integer prefix = address.getPrefixLength();
      IPAddress plain = address.toIPv6().getEmbeddedIPv4Address();
      return Optional.of(
          prefix == null ? plain : plain.setPrefixLength(Math.max(0, prefix - 96), false));
    } catch (AddressStringException | RuntimeException e) {
      return Optional.empty();
    }
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
