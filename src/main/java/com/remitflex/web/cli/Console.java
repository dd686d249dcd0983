package com.remitflex.web.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The terminal: results on standard output, everything else on standard error, both in UTF-8. */
public final class Console {
  private Console() {}

  public static void print(String line) {
    utf8(System.out).println(line);
  }

  /** Prints part of a line, which a later print completes. */
  static void printPart(String text) {
    utf8(System.out).print(text);
  }

  /** Prints a line that is not part of the result, for example progress. */
  public static void notice(String line) {
    utf8(System.err).println(line);
  }

  /** Prints an error and returns the exit status. */
  public static int fail(String message) {
    utf8(System.err).println(message);
    return 1;
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }
}
