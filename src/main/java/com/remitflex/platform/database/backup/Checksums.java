package com.remitflex.platform.database.backup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file SHA256SUMS, which {@code sha256sum -c} can check too. */
final class Checksums {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([^\\\\]+)");

  private final Map<String, String> sums = new LinkedHashMap<>();

  void add(String file, String sha256) {
    sums.put(file, sha256);
  }

  Map<String, String> byFile() {
    return sums;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    sums.forEach((file, sum) -> text.append(sum).append("  ").append(file).append('\n'));
    return text.toString();
  }

  /** The checksums of the file; empty if it is damaged. */
  static Optional<Checksums> read(String text) {
    Checksums read = new Checksums();
    for (String line : text.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      read.add(matcher.group(2), matcher.group(1));
    }
    return Optional.of(read);
  }
}
