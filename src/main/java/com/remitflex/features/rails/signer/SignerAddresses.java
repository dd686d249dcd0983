package com.remitflex.features.rails.signer;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.List;

/**
 * The addresses whose keys the signer holds.
 *
 * @param extendedPublicKey from which the deposit addresses are derived (`xpub…`)
 */
public record SignerAddresses(
    EvmAddress treasury, List<EvmAddress> relayers, String extendedPublicKey) {
  public SignerAddresses {
    relayers = List.copyOf(relayers);
  }
}
