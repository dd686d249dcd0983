package com.remitflex.features.rails.evm.tokens;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;

/** The first topics of a token's events, and values as topics. */
public final class TokenEvents {
  public static final Bytes32 TRANSFER = event("Transfer(address,address,uint256)");

  /** An authorisation was used, by whomever. */
  public static final Bytes32 AUTHORIZATION_USED = event("AuthorizationUsed(address,bytes32)");

  public static final Bytes32 AUTHORIZATION_CANCELED =
      event("AuthorizationCanceled(address,bytes32)");

  private static final int PADDING = 12;
  private static final int WORD = 32;

  private TokenEvents() {}

  private static Bytes32 event(String signature) {
    return Bytes32.of(Keccak.hash(signature));
  }

  /** An address as a topic: with zeros before it. */
  public static Bytes32 topic(EvmAddress address) {
    byte[] topic = new byte[WORD];
    byte[] bytes = address.bytes();
    System.arraycopy(bytes, 0, topic, PADDING, bytes.length);
    return Bytes32.of(topic);
  }
}
