package com.remitflex.features.recipients.wallets;

/**
 * A wallet that receives a payment.
 *
 * @param network name, for example `base`
 * @param address as the client sent it in a request; with the checksum of EIP-55 once it is stored
 */
public record Wallet(String network, String address) {
  private static final char SEPARATOR = ':';

  /** Both in one text, as it is stored. */
  public String text() {
    return network + SEPARATOR + address;
  }

  /** Reads the output of {@link #text}. */
  public static Wallet parse(String text) {
    int end = text.indexOf(SEPARATOR);
    return new Wallet(text.substring(0, end), text.substring(end + 1));
  }
}
