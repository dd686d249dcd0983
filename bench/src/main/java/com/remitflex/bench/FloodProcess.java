package com.remitflex.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A flood of sign-ins in a process with the lowest priority: an attacker has other processors. */
final class FloodProcess implements AutoCloseable {
  private static final int EFFECT_MILLIS = 1_000;

  private final Process process;
  private final BufferedReader output;

  private FloodProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Starts the flood and waits until it has its effect. */
  static FloodProcess start(int port, int connections, boolean manyNetworks) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder command =
        new ProcessBuilder(
                List.of(
                    "chrt",
                    "--idle",
                    "0",
                    java,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Bench.class.getName(),
                    "sign-in-flood",
                    Integer.toString(port),
                    Integer.toString(connections),
                    Boolean.toString(manyNetworks)))
            .redirectError(Redirect.INHERIT);
    try {
      FloodProcess flood = new FloodProcess(command.start());
      flood.line();
      Thread.sleep(EFFECT_MILLIS);
      return flood;
    } catch (IOException e) {
      throw new BenchException("The flood does not start: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  private String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new BenchException("The flood ended early; its error is above.");
    }
    return line;
  }

  /** Ends the flood, and returns how many attempts it made. */
  long stop() {
    try {
      process.getOutputStream().close();
      return Long.parseLong(line());
    } catch (IOException e) {
      throw new BenchException("The flood does not end: " + e, e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
