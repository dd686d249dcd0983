package com.remitflex.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A device with one passkey, by the text of W3C Web Authentication and apart from any library. What
 * it says can be made wrong.
 */
public final class SoftPasskey {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PRESENT = 0x01;
  private static final int VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;

  private final byte[] credentialId = new byte[32];
  private final KeyPair keys;
  private byte[] userHandle = new byte[0];

  /** Where the browser says it is. */
  public String origin;

  /** To whom the device believes to speak. */
  public String party = "localhost";

  /** Whether the device has verified its user. */
  public boolean verified = true;

  /** Its count of signatures, which grows with each. */
  public long counter = 1;

  /** What the browser was asked to do, as it says. */
  public String type = "";

  /** Whether the signature is another one's. */
  public boolean forged;

  public SoftPasskey(String origin) {
    this.origin = origin;
    new SecureRandom().nextBytes(credentialId);
    this.keys = newKeys();
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers `navigator.credentials.create` with these options. */
  public String create(String options) {
    JsonNode asked = read(options).path("publicKey");
    userHandle = Base64.getUrlDecoder().decode(asked.at("/user/id").asText());
    byte[] attested =
        ByteBuffer.allocate(16 + 2 + credentialId.length + 77)
            .put(new byte[16])
            .putShort((short) credentialId.length)
            .put(credentialId)
            .put(cose())
            .array();
    byte[] data = join(head(ATTESTED), attested);
    byte[] length = ByteBuffer.allocate(3).put((byte) 0x59).putShort((short) data.length).array();
    byte[] object =
        join(
            new byte[] {(byte) 0xa3, 0x63},
            ascii("fmt"),
            new byte[] {0x64},
            ascii("none"),
            new byte[] {0x67},
            ascii("attStmt"),
            new byte[] {(byte) 0xa0, 0x68},
            ascii("authData"),
            length,
            data);
    ObjectNode answer = answer();
    ObjectNode response = answer.putObject("response");
    response.put("clientDataJSON", text(clientData("webauthn.create", asked)));
    response.put("attestationObject", text(object));
    response.putArray("transports").add("internal");
    counter++;
    return answer.toString();
  }

  /** Answers `navigator.credentials.get` with these options. */
  public String get(String options) {
    byte[] client = clientData("webauthn.get", read(options).path("publicKey"));
    byte[] data = head(0);
    ObjectNode answer = answer();
    ObjectNode response = answer.putObject("response");
    response.put("clientDataJSON", text(client));
    response.put("authenticatorData", text(data));
    response.put("signature", text(sign(join(data, sha256(client)))));
    response.put("userHandle", text(userHandle));
    counter++;
    return answer.toString();
  }

  /** Claims to be the passkey of someone else. */
  public void claim(SoftPasskey other) {
    userHandle = other.userHandle;
  }

  private ObjectNode answer() {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("id", text(credentialId));
    answer.put("rawId", text(credentialId));
    answer.put("type", "public-key");
    answer.put("authenticatorAttachment", "platform");
    answer.putObject("clientExtensionResults");
    return answer;
  }

  private byte[] clientData(String usual, JsonNode asked) {
    ObjectNode data = JSON.createObjectNode();
    data.put("type", type.isEmpty() ? usual : type);
    data.put("challenge", asked.path("challenge").asText());
    data.put("origin", origin);
    data.put("crossOrigin", false);
    return data.toString().getBytes(StandardCharsets.UTF_8);
  }

  private byte[] head(int more) {
    int flags = PRESENT | (verified ? VERIFIED : 0) | more;
    return ByteBuffer.allocate(37)
        .put(sha256(party.getBytes(StandardCharsets.UTF_8)))
        .put((byte) flags)
        .putInt((int) counter)
        .array();
  }

  /** COSE_Key of ES256 (RFC 9053). */
  private byte[] cose() {
    ECPublicKey key = (ECPublicKey) keys.getPublic();
    return join(
        new byte[] {(byte) 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20},
        bytes32(key.getW().getAffineX()),
        new byte[] {0x22, 0x58, 0x20},
        bytes32(key.getW().getAffineY()));
  }

  private static byte[] bytes32(BigInteger number) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[32];
    int copied = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - copied, fixed, 32 - copied, copied);
    return fixed;
  }

  private byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(forged ? newKeys().getPrivate() : keys.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
