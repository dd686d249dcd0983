package com.remitflex.platform.net;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Parses IP addresses into their canonical text: dotted decimal for IPv4, RFC 5952 for IPv6. An
 * IPv4-mapped address (`::ffff:203.0.113.7`) becomes the IPv4 address.
 */
public final class Address {
  /** The address of an unknown client: it is on no allow list and in no network. */
  public static final String UNKNOWN = "unknown";

  /** Stricter than the library, which accepts white space and a prefix such as `/08`. */
  private static final Pattern TEXT = Pattern.compile("[0-9A-Fa-f:.]+(?:/(?:0|[1-9][0-9]{0,2}))?");

  /** A zone (RFC 4007, RFC 6874): it has a meaning only on the sender's machine. */
  private static final Pattern ZONE = Pattern.compile("%[0-9A-Za-z._~%-]{1,64}$");

  /** RFC 7239, 6: a port, or an obfuscated one. */
  private static final Pattern PORT = Pattern.compile("(?::(?:[0-9]{1,5}|_[0-9A-Za-z._-]+))?");

  private static final int MAPPED_PREFIX = 96;
  private static final int IPV4_OCTETS = 4;

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
          .setRangeOptions(RangeParameters.NO_RANGE)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowZone(false)
          .allowBase85(false)
          .allowBinary(false)
          .setRangeOptions(RangeParameters.NO_RANGE)
          .getParentBuilder()
          .toParams();

  private Address() {}

  /** The canonical text of one address; empty if the text is not an address. */
  public static Optional<String> canonical(String text) {
    if (ipv4(text).isPresent()) {
      return Optional.of(text);
    }
    return text.indexOf('/') < 0 ? parse(text).map(IPAddress::toCanonicalString) : Optional.empty();
  }

  /** The value of an IPv4 address in canonical form; empty for any other text. */
  static OptionalLong ipv4(String text) {
    long value = 0;
    int start = 0;
    for (int octets = 1; octets <= IPV4_OCTETS; octets++) {
      int end = octets == IPV4_OCTETS ? text.length() : text.indexOf('.', start);
      int octet = octet(text, start, end);
      if (octet < 0) {
        return OptionalLong.empty();
      }
      value = value << Byte.SIZE | octet;
      start = end + 1;
    }
    return OptionalLong.of(value);
  }

  /** A number up to 255 without leading zeros; negative for any other text. */
  private static int octet(String text, int from, int to) {
    int digits = to - from;
    if (digits < 1 || digits > 3 || (digits > 1 && text.charAt(from) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value <= 0xff ? value : -1;
  }

  /** The canonical text of an address, or {@link #UNKNOWN}. */
  public static String canonicalOrUnknown(String text) {
    return canonical(text).orElse(UNKNOWN);
  }

  /**
   * The canonical text of an address as proxies write it: with or without a zone, a port, brackets
   * and quotes (RFC 7239 section 6, and the common forms in X-Forwarded-For). {@link #UNKNOWN} for
   * any other text, for example `unknown` and `_hidden`.
   */
  public static String ofHop(String text) {
    String node = unquoted(text.strip());
    String host = node;
    String port = "";
    int colon = node.indexOf(':');
    if (node.startsWith("[")) {
      int end = node.indexOf(']');
      host = end < 0 ? "" : node.substring(1, end);
      port = end < 0 ? "" : node.substring(end + 1);
    } else if (colon >= 0 && colon == node.lastIndexOf(':')) {
      host = node.substring(0, colon);
      port = node.substring(colon);
    }
    if (!PORT.matcher(port).matches()) {
      return UNKNOWN;
    }
    return canonicalOrUnknown(host.indexOf(':') < 0 ? host : ZONE.matcher(host).replaceFirst(""));
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1).strip() : text;
  }

  /**
   * All common notations of an address in lower case, the canonical one first, to find addresses
   * that were stored before they were canonicalised.
   */
  public static List<String> spellings(String text) {
    return parse(text).map(Address::spellings).orElse(List.of());
  }

  private static List<String> spellings(IPAddress address) {
    Set<String> texts = new LinkedHashSet<>();
    texts.add(address.toCanonicalString());
    if (address.isIPv4()) {
      IPv6Address mapped = address.toIPv4().getIPv4MappedAddress();
      texts.add("::ffff:" + address.toCanonicalString());
      texts.add(mapped.toCanonicalString());
      texts.add(mapped.toFullString());
      texts.add(hextets(mapped));
    } else {
      texts.add(hextets(address.toIPv6()));
      texts.add(address.toFullString());
      texts.add(address.toCompressedString());
    }
    return texts.stream().map(one -> one.toLowerCase(Locale.ROOT)).toList();
  }

  /** The notation without `::`, which Java uses. */
  private static String hextets(IPv6Address address) {
    return address.toNormalizedString();
  }

  /** An address or a block; a mapped IPv4 address becomes the IPv4 address. */
  static Optional<IPAddress> parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      IPAddress address = new IPAddressString(text, STRICT).toAddress();
      boolean mapped = address.isIPv6() && address.toIPv6().isIPv4Mapped();
      if (!mapped) {
        return Optional.of(address);
      }
      Integer prefix = address.getPrefixLength();
      IPAddress plain = address.toIPv6().getEmbeddedIPv4Address();
      return Optional.of(
          prefix == null
              ? plain
              : plain.setPrefixLength(Math.max(0, prefix - MAPPED_PREFIX), false));
    } catch (AddressStringException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
