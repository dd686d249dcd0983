package com.remitflex.features.rails.evm.keys;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** Base58 with a checksum of four bytes, the text form of extended keys. */
final class Base58 {
  private static final String DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
  private static final int CHECKSUM_BYTES = 4;

  private Base58() {}

  /** The text of bytes of which the first one is not zero. */
  static String encode(byte[] bytes) {
    byte[] checked = Arrays.copyOf(bytes, bytes.length + CHECKSUM_BYTES);
    System.arraycopy(checksum(bytes), 0, checked, bytes.length, CHECKSUM_BYTES);
    StringBuilder text = new StringBuilder();
    for (BigInteger rest = new BigInteger(1, checked); rest.signum() > 0; ) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      text.append(DIGITS.charAt(parts[1].intValue()));
      rest = parts[0];
    }
    return text.reverse().toString();
  }

  /**
   * The bytes of a text; empty if its characters, its length or its checksum are wrong.
   *
   * @param length of the bytes, of which the first one is not zero
   */
  static Optional<byte[]> decode(String text, int length) {
    if (text.isEmpty() || text.length() > 2 * length) {
      return Optional.empty();
    }
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < text.length(); i++) {
      int digit = DIGITS.indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      number = number.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    byte[] bytes = number.toByteArray();
    if (bytes.length != length + CHECKSUM_BYTES) {
      return Optional.empty();
    }
    byte[] content = Arrays.copyOf(bytes, length);
    byte[] checksum = Arrays.copyOfRange(bytes, length, bytes.length);
    return Arrays.equals(checksum, checksum(content)) ? Optional.of(content) : Optional.empty();
  }

  private static byte[] checksum(byte[] bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(sha256.digest(sha256.digest(bytes)), CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
