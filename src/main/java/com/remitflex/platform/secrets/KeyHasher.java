package com.remitflex.platform.secrets;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The two HMAC-SHA256 functions of API keys: the hash of a key, and the seal of its row. With
 * several peppers the hash is layered: that under pepper n is the HMAC, under pepper n, of that
 * under pepper n - 1 (decision 0010).
 */
public final class KeyHasher {
  private static final String ALGORITHM = "HmacSHA256";

  /** One pepper's functions. */
  private record Layer(Mac hash, Mac seal) {
    static Layer of(byte[] pepper) {
      Mac hash = mac(pepper);
      return new Layer(hash, mac(fresh(hash).doFinal(utf8("remitflex api_key row v1"))));
    }

    byte[] hmac(byte[] message) {
      return fresh(hash).doFinal(message);
    }
  }

  private final List<Layer> layers;
  private final int least;
  private volatile int current;
  private volatile boolean outdated;

  /**
   * The functions under one pepper.
   *
   * @param pepper 32 bytes that are kept outside the database
   */
  public KeyHasher(byte[] pepper) {
    this(List.of(pepper), 1, 1);
  }

  /**
   * The functions under several peppers.
   *
   * @param peppers version 1 first
   * @param current the version under which the database writes
   * @param least the oldest version that a row may be sealed under
   */
  KeyHasher(List<byte[]> peppers, int current, int least) {
    this.layers = peppers.stream().map(Layer::of).toList();
    this.current = current;
    this.least = least;
  }

  /** How many peppers this process has. */
  public int loaded() {
    return layers.size();
  }

  /** The version under which is written. */
  public int current() {
    return current;
  }

  /** Learns that a newer pepper is in use; false when this process does not have it. */
  public boolean switchTo(int version) {
    outdated = version > layers.size();
    if (outdated) {
      return false;
    }
    if (version > current) {
      current = version;
    }
    return true;
  }

  /** The key's hash as it is written now: for one pepper, the HMAC-SHA256 of its text. */
  public byte[] hash(String key) {
    return raised(ascii(key), 0, current);
  }

  /**
   * The hashes under which a row of this key can be found, the newest pepper's first.
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE without the pepper in
   *     use
   */
  public List<byte[]> hashes(String key) {
    if (outdated) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "This server lacks a secret that the platform uses now. Try again.",
              1)
          .exception();
    }
    List<byte[]> hashes = new ArrayList<>();
    byte[] hash = ascii(key);
    for (int version = 1; version <= layers.size(); version++) {
      hash = layers.get(version - 1).hmac(hash);
      if (version >= least) {
        hashes.addFirst(hash);
      }
    }
    return hashes;
  }

  /** A hash of an older version, as it is written now. */
  public byte[] raised(byte[] hash, int version) {
    return raised(hash, version, current);
  }

  private byte[] raised(byte[] hash, int from, int to) {
    byte[] raised = hash;
    for (int version = from + 1; version <= to; version++) {
      raised = layers.get(version - 1).hmac(raised);
    }
    return raised;
  }

  /** MAC over every column that grants something; each part is preceded by its length. */
  public byte[] seal(List<byte[]> parts) {
    return seal(parts, current);
  }

  /** The version whose seal this is, if it is one. */
  public OptionalInt sealVersion(List<byte[]> parts, byte[] seal) {
    return IntStream.rangeClosed(least, layers.size())
        .filter(version -> MessageDigest.isEqual(seal, seal(parts, version)))
        .findFirst();
  }

  private byte[] seal(List<byte[]> parts, int version) {
    Mac mac = fresh(layers.get(version - 1).seal());
    for (byte[] part : parts) {
      mac.update(ByteBuffer.allocate(4).putInt(part.length).array());
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** A secret for another purpose, the same on every node that has the pepper in use. */
  public byte[] derive(String purpose) {
    return derive(purpose, current);
  }

  /** As {@link #derive(String)}, under each pepper that may be in use, the oldest first. */
  public List<byte[]> deriveAll(String purpose) {
    return IntStream.rangeClosed(least, layers.size())
        .mapToObj(version -> derive(purpose, version))
        .toList();
  }

  private byte[] derive(String purpose, int version) {
    return layers.get(version - 1).hmac(utf8("remitflex " + purpose));
  }

  /** A value that tells whether another pepper is the same, without telling the pepper. */
  byte[] check(int version) {
    return layers.get(version - 1).hmac(utf8("remitflex pepper check v1"));
  }

  /** As {@link #check(int)}, of the pepper in use. */
  byte[] check() {
    return check(current);
  }

  /** HMAC-SHA256 under the first pepper. */
  byte[] hmac(byte[] message) {
    return layers.getFirst().hmac(message);
  }

  private static byte[] ascii(String key) {
    return key.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Mac mac(byte[] secret) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A copy, since a Mac is not thread-safe; cheaper than a new one. */
  private static Mac fresh(Mac prototype) {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }
}
