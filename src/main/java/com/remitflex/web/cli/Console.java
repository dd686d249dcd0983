package com.remitflex.web.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The terminal: results on standard output, everything else on standard error, both in UTF-8. */
public final class Console {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);

  private Console() {}

  public static void print(String line) {
    OUT.println(line);
  }

  /** Prints part of a line, which a later print completes. */
  static void printPart(String text) {
    OUT.print(text);
  }

  /** Prints a line that is not part of the result, for example progress. */
  public static void notice(String line) {
    ERR.println(line);
  }

  /** Prints an error and returns the exit status. */
  public static int fail(String message) {
    ERR.println(message);
    return 1;
  }
}
