package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.recipients.wallets.EvmAddress;

/**
 * A call that a relayer is to send.
 *
 * @param reference unique for ever: what is submitted with it again is sent once
 * @param subject whose cost it is, for example the ID of a payment
 * @param to the contract, a token
 * @param data `0x` and hexadecimal digits in lower case
 */
public record RelayCall(
    String reference, String subject, String network, EvmAddress to, String data) {
  public RelayCall {
    if (!data.matches("0x(?:[0-9a-f]{2})*+")) {
      throw new IllegalArgumentException("not in hexadecimal digits: the data of " + reference);
    }
  }
}
