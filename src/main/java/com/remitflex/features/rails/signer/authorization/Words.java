package com.remitflex.features.rails.signer.authorization;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The words of 32 bytes that the ABI and EIP-712 consist of. */
final class Words {
  static final int LENGTH = 32;
  private static final int ADDRESS_AT = 12;

  private final ByteBuffer words;

  Words(int count) {
    words = ByteBuffer.allocate(count * LENGTH);
  }

  Words put(byte[] word) {
    if (word.length != LENGTH) {
      throw new IllegalArgumentException(word.length + " bytes instead of a word");
    }
    words.put(word);
    return this;
  }

  Words put(EvmAddress address) {
    words.position(words.position() + ADDRESS_AT);
    words.put(address.bytes());
    return this;
  }

  /** Adds a number from 0 to 2^256 - 1. */
  Words put(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int from = bytes.length == LENGTH + 1 && bytes[0] == 0 ? 1 : 0;
    int length = bytes.length - from;
    if (number.signum() < 0 || length > LENGTH) {
      throw new IllegalArgumentException("not a number of 256 bits");
    }
    words.position(words.position() + LENGTH - length);
    words.put(bytes, from, length);
    return this;
  }

  Words put(long number) {
    return put(BigInteger.valueOf(number));
  }

  byte[] bytes() {
    return words.array();
  }

  /** The address in the word that begins there; the bytes before it must be zero. */
  static EvmAddress address(byte[] data, int at) {
    for (int i = at; i < at + ADDRESS_AT; i++) {
      if (data[i] != 0) {
        throw new IllegalArgumentException("not an address");
      }
    }
    return EvmAddress.of(Arrays.copyOfRange(data, at + ADDRESS_AT, at + LENGTH));
  }

  static BigInteger number(byte[] data, int at) {
    return new BigInteger(1, data, at, LENGTH);
  }
}
