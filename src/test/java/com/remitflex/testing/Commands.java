package com.remitflex.testing;

import com.remitflex.Main;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Runs commands of the product in this JVM, where a process of their own would prove no more. */
public final class Commands {
  private Commands() {}

  /** Runs one command with these settings, while nothing else uses the standard streams. */
  public static synchronized Ended run(Map<String, String> settings, String... command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream writtenOut = new ByteArrayOutputStream();
    ByteArrayOutputStream writtenErr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(writtenOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(writtenErr, true, StandardCharsets.UTF_8));
    int status;
    try {
      status = Main.run(command, settings);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    Ended ended =
        new Ended(
            status,
            writtenOut.toString(StandardCharsets.UTF_8),
            writtenErr.toString(StandardCharsets.UTF_8));
    MintedSecrets.requireNoneInLog(ended.err());
    return ended;
  }
}
