package com.remitflex.platform.http.server;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The lines around the chunks of one body (RFC 9112, 7.1). Extensions and trailer fields are
 * ignored, but only in their exact form: a line that two programs could read in two ways breaks the
 * connection.
 */
final class ChunkLines {
  /** Longest line of a chunk size with its extensions. */
  static final int LONGEST = 512;

  private static final int LONGEST_SIZE = 8;
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

  /**
   * Fields that say where a message ends or whom it is for: never in a trailer (RFC 9110, 6.5.1).
   */
  private static final Set<String> NEVER_TRAILERS =
      Set.of("content-length", "transfer-encoding", "host", "authorization", "trailer");

  private final int most;
  private int ignored;
  private boolean last;

  /**
   * The lines of a body.
   *
   * @param most bytes of extensions and trailer fields that are ignored, all in all
   */
  ChunkLines(int most) {
    this.most = most;
  }

  /** Whether the last chunk has come, so that trailer fields follow. */
  boolean isLast() {
    return last;
  }

  /** The size in this line, in hexadecimal digits; empty when the line is malformed. */
  Optional<String> size(String line) {
    int digits = 0;
    while (digits < line.length() && isHexadecimal(line.charAt(digits))) {
      digits++;
    }
    if (digits == 0 || digits > LONGEST_SIZE || !ignores(line, digits)) {
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
    return end == line.length() && ignored <= most;
  }

  /** Whether this is a trailer field that may be ignored. */
  boolean ignoresTrailer(String line) {
    ignored += line.length();
    var field = FIELD.matcher(line);
    return ignored <= most
        && field.matches()
        && !NEVER_TRAILERS.contains(field.group(1).toLowerCase(Locale.ROOT));
  }

  private static boolean isHexadecimal(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
