package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;

/** The nonce of a sweep: the same for the same sweep, whoever makes it and however often. */
final class SweepNonce {
  private SweepNonce() {}

  /**
   * The nonce.
   *
   * @param deployment ID of this platform
   * @param number counts the sweeps of this address and token
   */
  static Bytes32 of(
      Bytes32 deployment, String network, EvmAddress token, EvmAddress address, long number) {
    return Bytes32.of(
        Keccak.hash(
            String.join(
                " ",
                "remitflex sweep v1",
                deployment.text(),
                network,
                token.text(),
                address.text(),
                Long.toString(number))));
  }
}
