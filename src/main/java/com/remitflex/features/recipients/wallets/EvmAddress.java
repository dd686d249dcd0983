package com.remitflex.features.recipients.wallets;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** The address of an EVM network: 0x and 40 hexadecimal digits, whose upper case is a checksum. */
public final class EvmAddress {
  static final int LENGTH = 42;
  static final String PREFIX = "0x";

  private static final int HASH_BITS = 256;

  private EvmAddress() {}

  /**
   * The address with its checksum (EIP-55): a letter is in upper case where the hash of the digits
   * in lower case has a digit of 8 or more.
   *
   * @param address 0x and 40 hexadecimal digits, in any case
   */
  public static String withChecksum(String address) {
    String digits = address.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    String hash = keccak(digits);
    StringBuilder text = new StringBuilder(PREFIX);
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      boolean upper = Character.digit(hash.charAt(i), 16) >= 8;
      text.append(upper ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }

  private static String keccak(String ascii) {
    KeccakDigest digest = new KeccakDigest(HASH_BITS);
    byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    digest.update(bytes, 0, bytes.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return HexFormat.of().formatHex(hash);
  }
}
