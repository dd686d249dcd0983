package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.evm.keys.ExtendedPublicKey;
import com.remitflex.features.rails.signer.SignerException;
import java.util.Arrays;
import org.web3j.crypto.Bip32ECKeyPair;
import org.web3j.crypto.Sign;

/**
 * The keys of the deposit addresses: one step of BIP-32 below {@code m/44'/60'/0'/0}, so that every
 * wallet that imports the mnemonic finds them.
 *
 * @param key the private key above all of them
 * @param extended its public key, which has the chain code
 */
record DepositTree(SigningKey key, ExtendedPublicKey extended) implements AutoCloseable {
  private static final int[] PATH = {
    44 | Bip32ECKeyPair.HARDENED_BIT,
    60 | Bip32ECKeyPair.HARDENED_BIT,
    Bip32ECKeyPair.HARDENED_BIT,
    0
  };

  DepositTree {
    byte[] secret = key.secret();
    byte[] publicKey =
        Sign.publicPointFromPrivate(new java.math.BigInteger(1, secret)).getEncoded(true);
    Arrays.fill(secret, (byte) 0);
    if (!Arrays.equals(publicKey, extended.publicKey())) {
      throw new SignerException(
          SignerFiles.EXTENDED_PUBLIC_KEY
              + " does not belong to the key in "
              + SignerFiles.DEPOSITS
              + ". Restore both files from the same backup.");
    }
  }

  /** The tree of a mnemonic's seed (BIP-39). */
  static DepositTree of(byte[] seed) {
    Bip32ECKeyPair node = Bip32ECKeyPair.deriveKeyPair(Bip32ECKeyPair.generateKeyPair(seed), PATH);
    byte[] secret = node.getPrivateKeyBytes33();
    byte[] last = Arrays.copyOfRange(secret, 1, secret.length);
    try {
      return new DepositTree(
          SigningKey.of(last),
          ExtendedPublicKey.of(
              PATH.length,
              node.getParentFingerprint(),
              0,
              node.getChainCode(),
              node.getPublicKeyPoint().getEncoded(true)));
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(last, (byte) 0);
    }
  }

  /** The key of the deposit address with this index, which the caller closes. */
  SigningKey child(int index) {
    byte[] secret = key.secret();
    try {
      Bip32ECKeyPair child =
          Bip32ECKeyPair.deriveKeyPair(
              Bip32ECKeyPair.create(secret, extended.chainCode()), new int[] {index});
      byte[] bytes = child.getPrivateKeyBytes33();
      byte[] last = Arrays.copyOfRange(bytes, 1, bytes.length);
      SigningKey found = SigningKey.of(last);
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(last, (byte) 0);
      if (!found.address().equals(extended.address(index))) {
        throw new IllegalStateException("two derivations of a key differ");
      }
      return found;
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  @Override
  public void close() {
    key.close();
  }
}
