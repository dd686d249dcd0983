package com.remitflex.features.rails.evm.keys;

import com.remitflex.features.recipients.wallets.EvmAddress;

/** The deposit addresses of a network, which need no private key: one step of BIP-32 each. */
public final class DepositAddresses {
  private DepositAddresses() {}

  /**
   * The address with this index.
   *
   * @param extendedPublicKey as `signer init` prints it (`xpub…`)
   * @param index from 0 to 2^31 - 1
   * @throws IllegalArgumentException if the text is not an extended public key
   */
  public static EvmAddress derive(String extendedPublicKey, int index) {
    return ExtendedPublicKey.parse(extendedPublicKey)
        .orElseThrow(() -> new IllegalArgumentException("not an extended public key"))
        .address(index);
  }
}
