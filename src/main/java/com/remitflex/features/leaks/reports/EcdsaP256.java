package com.remitflex.features.leaks.reports;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * Verifies ECDSA over P-256 with SHA-256 (FIPS 186-5), the signature in DER and in no other form.
 */
final class EcdsaP256 {
  private static final int PART = 32;
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;
  private static final int HEADER = 2;

  private static final ECParameterSpec CURVE = curve();

  private EcdsaP256() {}

  private static ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec("secp256r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key in a SubjectPublicKeyInfo (RFC 5480), if it is one of this curve. */
  static Optional<ECPublicKey> key(byte[] encoded) {
    try {
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
      return key instanceof ECPublicKey ec && isOnCurve(ec.getParams())
          ? Optional.of(ec)
          : Optional.empty();
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static boolean isOnCurve(ECParameterSpec parameters) {
    return parameters.getCurve().equals(CURVE.getCurve())
        && parameters.getGenerator().equals(CURVE.getGenerator())
        && parameters.getOrder().equals(CURVE.getOrder());
  }

  /** Whether the signature is this key's, of these bytes. */
  static boolean verifies(ECPublicKey key, byte[] message, byte[] signature) {
    Optional<byte[]> plain = plain(signature);
    if (plain.isEmpty()) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(plain.get());
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The two numbers of a signature, 32 bytes each; empty unless it is the one DER form of them. */
  private static Optional<byte[]> plain(byte[] der) {
    if (der.length < HEADER || der[0] != SEQUENCE || der[1] != der.length - HEADER) {
      return Optional.empty();
    }
    byte[] plain = new byte[2 * PART];
    int first = number(der, HEADER, plain, 0);
    int end = first < 0 ? -1 : number(der, first, plain, PART);
    return end == der.length ? Optional.of(plain) : Optional.empty();
  }

  /** Reads a positive number in as few bytes as it needs; answers where it ends, or -1. */
  private static int number(byte[] der, int at, byte[] out, int outAt) {
    if (at + HEADER >= der.length || der[at] != INTEGER) {
      return -1;
    }
    int length = der[at + 1];
    int from = at + HEADER;
    int end = from + length;
    if (length < 1 || length > PART + 1 || end > der.length || der[from] < 0) {
      return -1;
    }
    BigInteger value = new BigInteger(der, from, length);
    byte[] least = value.toByteArray();
    if (least.length != length || value.bitLength() > PART * Byte.SIZE) {
      return -1;
    }
    int zero = least[0] == 0 ? 1 : 0;
    int digits = length - zero;
    System.arraycopy(least, zero, out, outAt + PART - digits, digits);
    return end;
  }
}
