package com.remitflex.features.recipients.wallets;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

/**
 * An address of an EVM network.
 *
 * @param text with the checksum of EIP-55
 */
public record EvmAddress(String text) {
  static final String PREFIX = "0x";

  /** Characters of an address in text. */
  public static final int LENGTH = 42;

  private static final int BYTES = 20;
  private static final int HASH_BYTES = 32;
  private static final int UPPER_CASE_FROM = 8;

  public static final EvmAddress ZERO = of(new byte[BYTES]);

  public EvmAddress {
    if (!text.equals(withChecksum(text))) {
      throw new IllegalArgumentException("not an address with the checksum of EIP-55: " + text);
    }
  }

  /**
   * The address in a text in lower case, or with a correct checksum; empty if it is neither. A
   * wrong checksum is a typing error, which must not send money to someone else.
   */
  public static Optional<EvmAddress> parse(String text) {
    if (!text.matches("0x[0-9a-fA-F]{40}")) {
      return Optional.empty();
    }
    String right = withChecksum(text);
    boolean isLowerCase = text.equals(text.toLowerCase(Locale.ROOT));
    return isLowerCase || text.equals(right)
        ? Optional.of(new EvmAddress(right))
        : Optional.empty();
  }

  /** The address with these 20 bytes. */
  public static EvmAddress of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(bytes.length + " bytes instead of " + BYTES);
    }
    return new EvmAddress(withChecksum(PREFIX + HexFormat.of().formatHex(bytes)));
  }

  /** The address of a public key. */
  public static EvmAddress of(ECPoint publicKey) {
    byte[] encoded = publicKey.getEncoded(false);
    byte[] hash = Keccak.hash(Arrays.copyOfRange(encoded, 1, encoded.length));
    return of(Arrays.copyOfRange(hash, HASH_BYTES - BYTES, HASH_BYTES));
  }

  /**
   * The address with its checksum (EIP-55): a letter is in upper case where the hash of the digits
   * in lower case has a digit of 8 or more.
   *
   * @param text 0x and 40 hexadecimal digits, in any case
   */
  static String withChecksum(String text) {
    String digits = text.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    String hash = HexFormat.of().formatHex(Keccak.hash(digits));
    StringBuilder result = new StringBuilder(PREFIX);
    for (int i = 0; i < digits.length(); i++) {
      boolean isUpperCase = Character.digit(hash.charAt(i), 16) >= UPPER_CASE_FROM;
      char digit = digits.charAt(i);
      result.append(isUpperCase ? Character.toUpperCase(digit) : digit);
    }
    return result.toString();
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
