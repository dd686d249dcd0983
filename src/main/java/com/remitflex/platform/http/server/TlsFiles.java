package com.remitflex.platform.http.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * The PEM files of the server's certificate and its private key.
 *
 * @param certificate the certificate of the server, followed by its intermediate certificates
 * @param key the private key (PKCS #8, PKCS #1 or SEC 1), without a passphrase
 */
public record TlsFiles(Path certificate, Path key) {
  private static final int CHALLENGE_BYTES = 32;

  /**
   * The content of the files.
   *
   * @param chain the server's certificate first
   */
  public record Identity(List<X509Certificate> chain, PrivateKey key) {
    public Identity {
      chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
      return chain.getFirst();
    }
  }

  /** A file is missing or unusable; the message names it and says what to do. */
  public static final class UnusableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Reads both files.
   *
   * @throws UnusableException if they cannot serve TLS
   */
  public Identity read() {
    Identity identity = new Identity(chain(), privateKey());
    if (!belongsTo(identity.certificate().getPublicKey(), identity.key())) {
      throw new UnusableException(
          key + " is not the private key of the first certificate in " + certificate + ".");
    }
    return identity;
  }

  private List<X509Certificate> chain() {
    List<X509Certificate> chain = new ArrayList<>();
    for (Object part : parts(certificate)) {
      if (part instanceof X509CertificateHolder holder) {
        try {
          chain.add(new JcaX509CertificateConverter().getCertificate(holder));
        } catch (CertificateException e) {
          throw new UnusableException(certificate + " contains an invalid certificate.");
        }
      }
    }
    if (chain.isEmpty()) {
      throw new UnusableException(certificate + " contains no certificate in PEM format.");
    }
    return chain;
  }

  private PrivateKey privateKey() {
    for (Object part : parts(key)) {
      switch (part) {
        case PEMKeyPair pair -> {
          return converted(pair.getPrivateKeyInfo());
        }
        case PrivateKeyInfo info -> {
          return converted(info);
        }
        case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
            throw new UnusableException(
                key
                    + " is encrypted. Store the key without a passphrase, readable only by the"
                    + " user that runs RemitFlex.");
        default -> {}
      }
    }
    throw new UnusableException(key + " contains no private key in PEM format.");
  }

  private PrivateKey converted(PrivateKeyInfo info) {
    try {
      return new JcaPEMKeyConverter().getPrivateKey(info);
    } catch (IOException e) {
      // To name the exception of Bouncy Castle would open its jar at each start: see Password.
      throw new UnusableException(key + " contains a private key of an unknown kind.");
    }
  }

  private static List<Object> parts(Path file) {
    List<Object> parts = new ArrayList<>();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        PEMParser parser = new PEMParser(reader)) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        parts.add(part);
      }
    } catch (NoSuchFileException e) {
      throw new UnusableException(file + " does not exist.");
    } catch (IOException | RuntimeException e) {
      throw new UnusableException(file + " cannot be read: " + e.getMessage());
    }
    return parts;
  }

  /** Whether a signature of this private key verifies under this public key. */
  private static boolean belongsTo(PublicKey publicKey, PrivateKey privateKey) {
    byte[] challenge = new byte[CHALLENGE_BYTES];
    new SecureRandom().nextBytes(challenge);
    try {
      Signature signature = Signature.getInstance(algorithm(privateKey));
      signature.initSign(privateKey);
      signature.update(challenge);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(challenge);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
