package com.remitflex.bench;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A POST as bytes, in which API key and idempotency key are overwritten in place: making the next
 * request costs next to nothing.
 */
final class JsonRequest {
  private static final int NAME_LENGTH = 36;

  private final byte[] bytes;
  private final int keyAt;
  private final int nameAt;
  private final Random random = new Random();

  JsonRequest(String path, String key, String body) {
    String start = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ";
    String middle = "\r\nIdempotency-Key: ";
    String text =
        start
            + key
            + middle
            + "0".repeat(NAME_LENGTH)
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    this.keyAt = start.length();
    this.nameAt = keyAt + key.length() + middle.length();
    rename();
  }

  byte[] bytes() {
    return bytes;
  }

  /** Sends the next one under another API key of the same length. */
  void useKey(byte[] key) {
    System.arraycopy(key, 0, bytes, keyAt, key.length);
  }

  /** Gives the next one a new idempotency key, random as clients' are. */
  void rename() {
    for (int i = 0; i < NAME_LENGTH; i += 12) {
      long bits = random.nextLong();
      for (int j = 0; j < 12; j++) {
        bytes[nameAt + i + j] = (byte) ('a' + (bits & 15));
        bits >>>= 4;
      }
    }
  }
}
