package com.remitflex.features.recipients.wallets;

import java.nio.charset.StandardCharsets;
import org.web3j.crypto.Hash;

/** Keccak-256, the hash of EVM networks, which is older than SHA-3 and differs from it. */
public final class Keccak {
  private Keccak() {}

  public static byte[] hash(byte[] bytes) {
    return Hash.sha3(bytes);
  }

  /** The hash of the text's ASCII characters. */
  public static byte[] hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
