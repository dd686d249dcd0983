package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.Keccak;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The nonce of a payment's authorisation: a payment has one, on whichever node and however often.
 */
final class PayoutNonce {
  private PayoutNonce() {}

  /**
   * The nonce of a payment.
   *
   * @param deployment ID of this platform, so that two platforms with one treasury do not collide
   */
  static Bytes32 of(Bytes32 deployment, String paymentId) {
    byte[] platform = deployment.bytes();
    byte[] payment = paymentId.getBytes(StandardCharsets.UTF_8);
    return Bytes32.of(
        Keccak.hash(
            ByteBuffer.allocate(platform.length + payment.length)
                .put(platform)
                .put(payment)
                .array()));
  }
}
