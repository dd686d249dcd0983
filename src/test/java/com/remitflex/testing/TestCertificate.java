package com.remitflex.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A new certificate for `localhost` and 127.0.0.1, signed by itself. */
public record TestCertificate(X509Certificate certificate, KeyPair pair) {
  /** A certificate with a key of this kind. */
  public enum Kind {
    EC("EC", 256, "SHA256withECDSA"),
    RSA("RSA", 2048, "SHA256withRSA");

    private final String algorithm;
    private final int size;
    private final String signature;

    Kind(String algorithm, int size, String signature) {
      this.algorithm = algorithm;
      this.size = size;
      this.signature = signature;
    }
  }

  public static TestCertificate create(Kind kind) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm);
      generator.initialize(kind.size);
      KeyPair pair = generator.generateKeyPair();
      X500Name name = new X500Name("CN=localhost");
      Instant now = Instant.now();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(64, new SecureRandom()),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofDays(1))),
              name,
              pair.getPublic());
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              }));
      return new TestCertificate(
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder(kind.signature).build(pair.getPrivate()))),
          pair);
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Replaces these files by this certificate and its key. */
  public void write(Path certificateFile, Path keyFile) {
    replace(certificateFile, pem(certificate));
    replace(keyFile, pem(pkcs8()));
  }

  /** The key in the format PKCS #8. */
  public Object pkcs8() {
    try {
      return new JcaPKCS8Generator(pair.getPrivate(), null);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key as older tools write it: PKCS #1 for RSA, SEC 1 for elliptic curves. */
  public String legacyPem() {
    if (!(pair.getPrivate() instanceof ECPrivateKey key)) {
      return pem(pair);
    }
    try {
      ASN1Encodable curve = SECObjectIdentifiers.secp256r1;
      byte[] bytes =
          new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), curve).getEncoded();
      return pem(new PemObject("EC PRIVATE KEY", bytes));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An object as PEM. */
  public static String pem(Object part) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(part);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private static void replace(Path file, String text) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client's TLS that trusts only this certificate. */
  public SSLContext trusted() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("server", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
