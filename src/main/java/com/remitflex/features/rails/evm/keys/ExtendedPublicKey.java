package com.remitflex.features.rails.evm.keys;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.ECPoint;

/**
 * An extended public key (BIP-32): from it anyone derives the public keys below it, but no private
 * key. Together with the private key of one of those addresses it reveals all of them, so no
 * private key of a deposit address may ever leave the signer.
 *
 * @param bytes the 78 bytes of its serialised form
 */
public record ExtendedPublicKey(byte[] bytes) {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");

  /** The version of a public key of the main network, which begins with `xpub` in Base58. */
  private static final int XPUB = 0x0488B21E;

  private static final int LENGTH = 78;
  private static final int DEPTH_AT = 4;
  private static final int CHAIN_CODE_AT = 13;
  private static final int PUBLIC_KEY_AT = 45;

  /** The key in a text; empty if it is not an extended public key of the main network. */
  public static Optional<ExtendedPublicKey> parse(String text) {
    return Base58.decode(text, LENGTH)
        .filter(bytes -> ByteBuffer.wrap(bytes).getInt() == XPUB)
        .filter(ExtendedPublicKey::hasPoint)
        .map(ExtendedPublicKey::new);
  }

  /**
   * A key by its parts.
   *
   * @param parent the fingerprint of the key above
   */
  public static ExtendedPublicKey of(
      int depth, int parent, int childNumber, byte[] chainCode, byte[] publicKey) {
    return new ExtendedPublicKey(
        ByteBuffer.allocate(LENGTH)
            .putInt(XPUB)
            .put((byte) depth)
            .putInt(parent)
            .putInt(childNumber)
            .put(chainCode)
            .put(publicKey)
            .array());
  }

  private static boolean hasPoint(byte[] bytes) {
    try {
      return !CURVE.getCurve().decodePoint(point(bytes)).isInfinity();
    } catch (IllegalArgumentException notOnTheCurve) {
      return false;
    }
  }

  private static byte[] point(byte[] bytes) {
    return Arrays.copyOfRange(bytes, PUBLIC_KEY_AT, LENGTH);
  }

  public String text() {
    return Base58.encode(bytes);
  }

  /** Number of derivations from the master key. */
  public int depth() {
    return bytes[DEPTH_AT];
  }

  public byte[] chainCode() {
    return Arrays.copyOfRange(bytes, CHAIN_CODE_AT, PUBLIC_KEY_AT);
  }

  /** The public key itself, in compressed form. */
  public byte[] publicKey() {
    return point(bytes);
  }

  /**
   * The address of the child with this index.
   *
   * @param index from 0 to 2^31 - 1
   */
  public EvmAddress address(int index) {
    return EvmAddress.of(child(index));
  }

  /** CKDpub of BIP-32. */
  ECPoint child(int index) {
    if (index < 0) {
      throw new IllegalArgumentException("a hardened index has no public derivation: " + index);
    }
    byte[] parent = publicKey();
    HMac hmac = new HMac(new SHA512Digest());
    hmac.init(new KeyParameter(chainCode()));
    hmac.update(parent, 0, parent.length);
    hmac.update(ByteBuffer.allocate(Integer.BYTES).putInt(index).array(), 0, Integer.BYTES);
    byte[] output = new byte[hmac.getMacSize()];
    hmac.doFinal(output, 0);
    BigInteger left = new BigInteger(1, output, 0, output.length / 2);
    ECPoint child =
        CURVE.getG().multiply(left).add(CURVE.getCurve().decodePoint(parent)).normalize();
    if (left.compareTo(CURVE.getN()) >= 0 || child.isInfinity()) {
      // One index in 2^127 has no key; BIP-32 says to continue with the next one.
      throw new IllegalStateException("there is no key with the index " + index);
    }
    return child;
  }

  @Override
  public String toString() {
    return text();
  }
}
