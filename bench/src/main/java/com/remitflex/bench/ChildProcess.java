package com.remitflex.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A command of this program in a process of its own, which reads and writes lines. */
final class ChildProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final PrintStream input;

  private ChildProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  /**
   * Starts the process and waits for its first line.
   *
   * @param before the program that starts the JVM, with its arguments; empty for none
   * @param options of the JVM
   * @param settings added to the environment
   * @param command the command with its arguments
   */
  static ChildProcess start(
      List<String> before, List<String> options, Map<String, String> settings, String... command) {
    List<String> all = new ArrayList<>(before);
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(options);
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
    all.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all).redirectError(Redirect.INHERIT);
    builder.environment().putAll(settings);
    try {
      ChildProcess started = new ChildProcess(builder.start());
      started.line();
      return started;
    } catch (IOException e) {
      throw new BenchException("The process of " + command[0] + " does not start: " + e, e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Sends a line. */
  void send(String line) {
    input.println(line);
  }

  /** Ends its input. */
  void endInput() {
    input.close();
  }

  /** Waits for its next line. */
  String line() {
    try {
      String line = output.readLine();
      if (line == null) {
        throw new BenchException("A process of the benchmark ended early; its error is above.");
      }
      return line;
    } catch (IOException e) {
      throw new BenchException("A process of the benchmark does not answer: " + e, e);
    }
  }

  @Override
  public void close() {
    endInput();
    process.destroy();
  }
}
