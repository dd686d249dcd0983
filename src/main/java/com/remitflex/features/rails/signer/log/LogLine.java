package com.remitflex.features.rails.signer.log;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A line of the log. Its hash covers the one before it, so no line can be changed or removed
 * without the following ones.
 *
 * @param hash SHA-256 of the hash before and the JSON, in hexadecimal digits
 */
record LogLine(String hash, String json) {
  /** Before the first line. */
  static final String NO_HASH = "0".repeat(64);

  static LogLine after(String hash, String json) {
    return new LogLine(hash(hash, json), json);
  }

  /** The line in a text that follows the line with this hash; empty if it does not. */
  static Optional<LogLine> read(String before, String text) {
    int at = NO_HASH.length();
    if (text.length() <= at || text.charAt(at) != ' ') {
      return Optional.empty();
    }
    LogLine line = after(before, text.substring(at + 1));
    return line.hash.equals(text.substring(0, at)) ? Optional.of(line) : Optional.empty();
  }

  String text() {
    return hash + " " + json;
  }

  private static String hash(String before, String json) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((before + " " + json).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
