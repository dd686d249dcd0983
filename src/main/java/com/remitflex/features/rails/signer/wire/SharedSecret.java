package com.remitflex.features.rails.signer.wire;

import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.keys.SignerFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret by which signer and server recognise each other's messages. */
public final class SharedSecret {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String FORM = "[0-9a-f]{64}";

  private final SecretKeySpec key;

  private SharedSecret(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * Reads the file that {@code signer init} created.
   *
   * @throws SignerException if it is missing, malformed, or others may read it
   */
  public static SharedSecret read(Path file) {
    byte[] bytes = SignerFiles.read(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    Arrays.fill(bytes, (byte) 0);
    if (!text.matches(FORM)) {
      throw new SignerException(
          file + " must contain 64 hexadecimal digits: copy shared-secret from the signer.");
    }
    return of(HexFormat.of().parseHex(text));
  }

  static SharedSecret of(byte[] secret) {
    return new SharedSecret(secret);
  }

  /** The MAC of a message in this direction of this connection. */
  byte[] mac(Direction direction, Challenges challenges, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(direction.label());
      mac.update(challenges.signer());
      mac.update(challenges.client());
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean isValid(byte[] mac, Direction direction, Challenges challenges, byte[] message) {
    return MessageDigest.isEqual(mac, mac(direction, challenges, message));
  }

  /** Random bytes of both sides: a message of another connection has a wrong MAC in this one. */
  record Challenges(byte[] signer, byte[] client) {
    static final int BYTES = 32;
  }

  /** Who sends a message: a response is never mistaken for a request. */
  enum Direction {
    REQUEST,
    RESPONSE;

    byte[] label() {
      return ("remitflex signer v1 " + name() + "\n").getBytes(StandardCharsets.US_ASCII);
    }
  }
}
