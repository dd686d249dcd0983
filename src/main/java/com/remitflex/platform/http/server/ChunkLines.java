package com.remitflex.platform.http.server;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The lines around the chunks of one body (RFC 9112, 7.1). Chunk extensions and trailer fields are
 * ignored if they are well-formed; any line that two programs could read differently ends the
 * connection.
 */
final class ChunkLines {
  /** Maximum length of a chunk size line with its extensions. */
  static final int MAX_LINE = 512;

  private static final int MAX_SIZE_DIGITS = 8;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final Pattern EXTENSION =
      Pattern.compile(
          "[ \\t]*+;[ \\t]*+"
              + TOKEN
              + "(?:[ \\t]*+=[ \\t]*+(?:"
              + TOKEN
              + "|\"(?>[^\"\\\\\\x00-\\x08\\x0a-\\x1f\\x7f]|\\\\[\\x20-\\x7e])*+\"))?+");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):[^\\x00-\\x08\\x0a-\\x1f\\x7f]*+");

  /** Fields for framing and routing, which must not be in a trailer (RFC 9110, 6.5.1). */
  private static final Set<String> FORBIDDEN_TRAILERS =
      Set.of("content-length", "transfer-encoding", "host", "authorization", "trailer");

  private final int maxIgnored;
  private int ignored;
  private boolean last;

  /**
   * The lines of a body.
   *
   * @param maxIgnored maximum bytes of extensions and trailer fields in total
   */
  ChunkLines(int maxIgnored) {
    this.maxIgnored = maxIgnored;
  }

  /** Whether the last chunk was read, so that trailer fields follow. */
  boolean isLast() {
    return last;
  }

  /** The chunk size in hexadecimal digits; empty if the line is malformed. */
  Optional<String> size(String line) {
    int digits = 0;
    while (digits < line.length() && isHexadecimal(line.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > MAX_SIZE_DIGITS || !ignores(line, digits)) {
      return Optional.empty();
    }
    String size = line.substring(0, digits);
    last = size.chars().allMatch(c -> c == '0');
    return Optional.of(size);
  }

  private boolean ignores(String line, int from) {
    ignored += line.length() - from;
    var extension = EXTENSION.matcher(line);
    int end = from;
    while (end < line.length() && extension.region(end, line.length()).lookingAt()) {
      end = extension.end();
    }
    return end == line.length() && ignored <= maxIgnored;
  }

  /** Whether the line is a trailer field that may be ignored. */
  boolean ignoresTrailer(String line) {
    ignored += line.length();
    var field = FIELD.matcher(line);
    return ignored <= maxIgnored
        && field.matches()
        && !FORBIDDEN_TRAILERS.contains(field.group(1).toLowerCase(Locale.ROOT));
  }

  private static boolean isHexadecimal(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
