package com.remitflex.platform.secrets;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The two HMAC-SHA256 functions of API keys: the hash of a key, and the MAC of its row. With
 * several peppers, the hash is layered: the hash of version n is the HMAC under pepper n of the
 * hash of version n - 1 (decision 0010).
 */
public final class KeyHasher {
  /** The functions of one pepper. */
  private record Layer(Hmac hash, Hmac rowMac) {
    static Layer of(byte[] pepper) {
      Hmac hash = new Hmac(pepper);
      return new Layer(hash, new Hmac(hash.of(utf8("remitflex api_key row v1"))));
    }

    byte[] hmac(byte[] message) {
      return hash.of(message);
    }
  }

  private final List<Layer> layers;
  private final int oldest;
  private volatile int current;
  private volatile boolean outdated;

  /**
   * The functions under one pepper.
   *
   * @param pepper 32 bytes that are stored outside the database
   */
  public KeyHasher(byte[] pepper) {
    this(List.of(pepper), 1, 1);
  }

  /**
   * The functions under several peppers.
   *
   * @param peppers version 1 first
   * @param current the version with which rows are written
   * @param oldest the oldest version whose row MACs are accepted
   */
  KeyHasher(List<byte[]> peppers, int current, int oldest) {
    this.layers = peppers.stream().map(Layer::of).toList();
    this.current = current;
    this.oldest = oldest;
  }

  /** The number of peppers that this process has. */
  public int loaded() {
    return layers.size();
  }

  /** The version with which rows are written. */
  public int current() {
    return current;
  }

  /** Notes that a newer pepper is in use; returns false if this process does not have it. */
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

  /** The hash of a key under the current version; with one pepper, the HMAC-SHA256 of its text. */
  public byte[] hash(String key) {
    return raised(ascii(key), 0, current);
  }

  /**
   * The hashes under which this key can be stored, newest version first.
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE if this process lacks
   *     the pepper in use
   */
  public List<byte[]> hashes(String key) {
    return hashes(ascii(key));
  }

  /**
   * As {@link #hashes(String)}.
   *
   * @param ascii the text of the key
   */
  public List<byte[]> hashes(byte[] ascii) {
    if (outdated) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "This server does not have the secret that is now in use. Try again.",
              1)
          .exception();
    }
    if (layers.size() == 1) {
      return List.of(layers.getFirst().hmac(ascii));
    }
    List<byte[]> hashes = new ArrayList<>();
    byte[] hash = ascii;
    for (int version = 1; version <= layers.size(); version++) {
      hash = layers.get(version - 1).hmac(hash);
      if (version >= oldest) {
        hashes.addFirst(hash);
      }
    }
    return hashes;
  }

  /** Converts a hash of an older version to the current version. */
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

  /**
   * The MAC of a row, over every column that grants access; each part is preceded by its length.
   */
  public byte[] rowMac(List<byte[]> parts) {
    return rowMac(parts, current);
  }

  /** The version that created this row MAC; empty if it is invalid. */
  public OptionalInt rowMacVersion(List<byte[]> parts, byte[] mac) {
    return IntStream.rangeClosed(oldest, layers.size())
        .filter(version -> MessageDigest.isEqual(mac, rowMac(parts, version)))
        .findFirst();
  }

  private byte[] rowMac(List<byte[]> parts, int version) {
    return layers.get(version - 1).rowMac().ofParts(parts);
  }

  /** Derives a secret for another purpose; it is the same on every node with the current pepper. */
  public byte[] derive(String purpose) {
    return derive(purpose, current);
  }

  /** As {@link #derive(String)}, for each accepted version, oldest first. */
  public List<byte[]> deriveAll(String purpose) {
    return IntStream.rangeClosed(oldest, layers.size())
        .mapToObj(version -> derive(purpose, version))
        .toList();
  }

  private byte[] derive(String purpose, int version) {
    return layers.get(version - 1).hmac(utf8("remitflex " + purpose));
  }

  /** A value to compare peppers without revealing them. */
  byte[] check(int version) {
    return layers.get(version - 1).hmac(utf8("remitflex pepper check v1"));
  }

  /** As {@link #check(int)}, for the current pepper. */
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
}
