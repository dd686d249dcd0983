package com.remitflex.features.rails.evm.keys;

import java.util.HexFormat;
import java.util.Optional;

/**
 * 32 bytes, for example a hash or the nonce of an authorisation.
 *
 * @param text `0x` and 64 hexadecimal digits in lower case
 */
public record Bytes32(String text) {
  private static final int LENGTH = 32;
  private static final String FORM = "0x[0-9a-f]{64}";

  public Bytes32 {
    if (!text.matches(FORM)) {
      throw new IllegalArgumentException("not 32 bytes in hexadecimal digits");
    }
  }

  /** The value of a text with 64 hexadecimal digits after `0x`; empty if it is not one. */
  public static Optional<Bytes32> parse(String text) {
    return text.matches(FORM) ? Optional.of(new Bytes32(text)) : Optional.empty();
  }

  /** These 32 bytes. */
  public static Bytes32 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(bytes.length + " bytes instead of " + LENGTH);
    }
    return new Bytes32("0x" + HexFormat.of().formatHex(bytes));
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(text, 2, text.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
