package com.remitflex.features.accounts.deposits.addresses;

/** Derives the addresses of an extended public key (BIP-32): the same ones each time. */
@FunctionalInterface
public interface AddressDerivation {
  /**
   * The address with this index, in the form in which it is shown (EIP-55).
   *
   * @param extendedPublicKey in Base58 (`xpub…`)
   * @param index from 0 to 2^31 - 1
   */
  String derive(String extendedPublicKey, int index);
}
