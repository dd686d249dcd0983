package com.remitflex.platform.secrets.journal;

import com.remitflex.platform.secrets.KeyHasher;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lines of JSON, each after a MAC under the pepper, so that nobody else can add one or change it.
 *
 * @param purpose of the lines: one of another purpose has no valid MAC
 */
public record SignedLines(KeyHasher hasher, String purpose) {
  private static final HexFormat HEX = HexFormat.of();
  private static final int MAC_DIGITS = 64;

  /**
   * A line whose MAC is valid.
   *
   * @param pepper version of the pepper that signed it
   */
  public record Signed(String json, int pepper) {}

  /** The line with this JSON. */
  public String line(String json) {
    return HEX.formatHex(hasher.rowMac(macParts(json))) + " " + json;
  }

  private List<byte[]> macParts(String json) {
    return List.of(purpose.getBytes(StandardCharsets.UTF_8), json.getBytes(StandardCharsets.UTF_8));
  }

  /** The JSON of a line; empty if the line is incomplete or has no valid MAC. */
  public Optional<Signed> read(String line) {
    if (line.length() < MAC_DIGITS + 2 || line.charAt(MAC_DIGITS) != ' ') {
      return Optional.empty();
    }
    String json = line.substring(MAC_DIGITS + 1);
    try {
      OptionalInt pepper = hasher.rowMacVersion(macParts(json), HEX.parseHex(line, 0, MAC_DIGITS));
      return pepper.isEmpty() ? Optional.empty() : Optional.of(new Signed(json, pepper.getAsInt()));
    } catch (IllegalArgumentException | IllegalStateException damaged) {
      return Optional.empty();
    }
  }
}
