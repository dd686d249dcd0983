package com.remitflex.features.rails.signer.authorization;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;

/**
 * The domain of a token's signatures (EIP-712): it binds them to one contract on one chain.
 *
 * @param name of the token, as its contract has it
 */
public record TokenDomain(String name, String version, long chainId, EvmAddress contract) {
  private static final byte[] TYPE =
      Keccak.hash(
          "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final int FIELDS = 5;

  /** The hash that the contract returns as its DOMAIN_SEPARATOR. */
  public byte[] separator() {
    return Keccak.hash(
        new Words(FIELDS)
            .put(TYPE)
            .put(Keccak.hash(name))
            .put(Keccak.hash(version))
            .put(chainId)
            .put(contract)
            .bytes());
  }

  /** The hash that is signed for a struct with this hash. */
  byte[] digest(byte[] structHash) {
    byte[] separator = separator();
    byte[] bytes = new byte[2 + 2 * Words.LENGTH];
    bytes[0] = 0x19;
    bytes[1] = 0x01;
    System.arraycopy(separator, 0, bytes, 2, Words.LENGTH);
    System.arraycopy(structHash, 0, bytes, 2 + Words.LENGTH, Words.LENGTH);
    return Keccak.hash(bytes);
  }
}
