package com.remitflex.features.webhooks.signing;

import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Ed25519 (RFC 8032) by Bouncy Castle, which signs several times as fast as the JDK. */
public final class Ed25519 {
  public static final int SEED_BYTES = 32;

  private static final String PUBLIC_PREFIX = "whpk_";

  /** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410), up to the key itself. */
  private static final byte[] SPKI = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ed25519() {}

  /** A new private key. */
  public static byte[] newSeed() {
    byte[] seed = new byte[SEED_BYTES];
    RANDOM.nextBytes(seed);
    return seed;
  }

  /** The public key of a private one: 32 bytes. */
  public static byte[] publicKey(byte[] seed) {
    return new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
  }

  static byte[] sign(byte[] seed, byte[] message) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(seed, 0));
    signer.update(message, 0, message.length);
    return signer.generateSignature();
  }

  static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    Ed25519Signer verifier = new Ed25519Signer();
    verifier.init(false, new Ed25519PublicKeyParameters(publicKey, 0));
    verifier.update(message, 0, message.length);
    return verifier.verifySignature(signature);
  }

  /** The public key as Standard Webhooks writes it. */
  public static String text(byte[] publicKey) {
    return PUBLIC_PREFIX + Base64.getEncoder().encodeToString(publicKey);
  }

  /** The public key in PEM, as OpenSSL reads it. */
  public static String pem(byte[] publicKey) {
    byte[] der = new byte[SPKI.length + publicKey.length];
    System.arraycopy(SPKI, 0, der, 0, SPKI.length);
    System.arraycopy(publicKey, 0, der, SPKI.length, publicKey.length);
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(der)
        + "\n-----END PUBLIC KEY-----\n";
  }
}
