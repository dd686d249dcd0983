package com.remitflex.features.leaks.reports;

import java.io.IOException;
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
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** Verifies ECDSA over P-256 with SHA-256 (FIPS 186-5); the signature must be in DER. */
final class EcdsaP256 {
  /** A sequence of two integers of 33 bytes; nothing longer is parsed. */
  private static final int MAX_DER = 72;

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

  /** Whether this key has signed exactly these bytes. */
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

  /** The two numbers of a signature, 32 bytes each; empty unless it is their one DER form. */
  private static Optional<byte[]> plain(byte[] der) {
    if (der.length > MAX_DER) {
      return Optional.empty();
    }
    try {
      BigInteger[] numbers = StandardDSAEncoding.INSTANCE.decode(CURVE.getOrder(), der);
      return Optional.of(
          PlainDSAEncoding.INSTANCE.encode(CURVE.getOrder(), numbers[0], numbers[1]));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
