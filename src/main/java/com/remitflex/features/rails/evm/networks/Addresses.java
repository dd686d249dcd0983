package com.remitflex.features.rails.evm.networks;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.Optional;

/** Addresses in the file of networks. */
final class Addresses {
  static final String EXPECTED =
      "Must be an address of 40 hexadecimal digits after 0x, in lower case or with a correct"
          + " checksum (EIP-55), other than zero. Check it for typing errors.";

  private Addresses() {}

  static Optional<EvmAddress> parse(String text) {
    return EvmAddress.parse(text).filter(one -> !one.equals(EvmAddress.ZERO));
  }
}
