package com.remitflex.features.accounts.deposits.addresses;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.ECPoint;

/** Addresses of EVM networks by the public derivation of BIP-32, in the form of EIP-55. */
public final class Bip32Derivation implements AddressDerivation {
  private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
  private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int KEY_BYTES = 78;
  private static final int CHECKSUM_BYTES = 4;
  private static final int CHAIN_CODE_AT = 13;
  private static final int PUBLIC_KEY_AT = 45;

  /** The version of a public key of the main network, which is `xpub` in Base58. */
  private static final int XPUB = 0x0488B21E;

  @Override
  public String derive(String extendedPublicKey, int index) {
    byte[] key = decoded(extendedPublicKey);
    return address(child(key, index));
  }

  /** CKDpub of BIP-32. */
  static ECPoint child(byte[] key, int index) {
    if (index < 0) {
      throw new IllegalArgumentException("a hardened index has no public derivation: " + index);
    }
    byte[] parent = Arrays.copyOfRange(key, PUBLIC_KEY_AT, KEY_BYTES);
    HMac hmac = new HMac(new SHA512Digest());
    hmac.init(new KeyParameter(key, CHAIN_CODE_AT, PUBLIC_KEY_AT - CHAIN_CODE_AT));
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

  /**
   * The 78 bytes of an extended public key.
   *
   * @throws IllegalArgumentException if the text is not one
   */
  static byte[] decoded(String text) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < text.length(); i++) {
      int digit = BASE58.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException("not an extended public key");
      }
      number = number.multiply(BigInteger.valueOf(BASE58.length())).add(BigInteger.valueOf(digit));
    }
    byte[] bytes = number.toByteArray();
    byte[] key = Arrays.copyOf(bytes, KEY_BYTES);
    if (bytes.length != KEY_BYTES + CHECKSUM_BYTES
        || ByteBuffer.wrap(bytes).getInt() != XPUB
        || !Arrays.equals(
            Arrays.copyOfRange(bytes, KEY_BYTES, bytes.length),
            Arrays.copyOf(sha256(sha256(key)), CHECKSUM_BYTES))) {
      throw new IllegalArgumentException("not an extended public key");
    }
    return key;
  }

  private static String address(ECPoint publicKey) {
    byte[] point = publicKey.getEncoded(false);
    byte[] hash = keccak256(Arrays.copyOfRange(point, 1, point.length));
    return checksummed(HexFormat.of().formatHex(hash, hash.length - 20, hash.length));
  }

  /** EIP-55: a letter is upper case where the hash of the address has a digit of at least 8. */
  private static String checksummed(String hex) {
    String hash = HexFormat.of().formatHex(keccak256(hex.getBytes(StandardCharsets.US_ASCII)));
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(c) : c);
    }
    return text.toString();
  }

  private static byte[] keccak256(byte[] message) {
    KeccakDigest digest = new KeccakDigest(256);
    digest.update(message, 0, message.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    return hash;
  }

  private static byte[] sha256(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
