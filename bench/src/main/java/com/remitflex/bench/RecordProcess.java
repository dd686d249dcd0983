package com.remitflex.bench;

import com.remitflex.bench.RecordLoad.Kind;
import com.remitflex.platform.access.KeyOwner;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records requests in a process with the options of the server's JVM: what a record costs depends
 * on the garbage collector, the heap, and what else the process has done.
 */
final class RecordProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final PrintStream input;

  private RecordProcess(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  /**
   * Starts the process beside the server.
   *
   * @param owner the key that sends the requests
   * @param response body of a response to a payment
   */
  static RecordProcess start(Product product, KeyOwner owner, String response) {
    try {
      Path body = Files.writeString(product.scratch().resolve("payment.json"), response);
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(serverOptions(product));
      command.addAll(
          List.of(
              "-cp",
              System.getProperty("java.class.path"),
              Bench.class.getName(),
              "record-load",
              owner.accountId(),
              owner.keyId(),
              body.toString()));
      ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
      builder.environment().putAll(product.settings());
      RecordProcess started = new RecordProcess(builder.start());
      started.awaitLine();
      return started;
    } catch (IOException e) {
      throw new BenchException("The process that records does not start: " + e, e);
    }
  }

  /** Without the cache of classes, which fits only the server's own class path. */
  private static List<String> serverOptions(Product product) {
    String[] arguments =
        ProcessHandle.of(product.pid())
            .flatMap(server -> server.info().arguments())
            .orElseThrow(() -> new BenchException("The options of the server are not known."));
    return Stream.of(arguments)
        .takeWhile(argument -> !argument.equals("-jar"))
        .filter(argument -> !argument.startsWith("-XX:AOT"))
        .toList();
  }

  long pid() {
    return process.pid();
  }

  /** Hands requests over for so many seconds, and waits until they are written. */
  void run(Kind kind, boolean isRecorded, int seconds) {
    input.println(kind + " " + isRecorded + " " + seconds);
    awaitLine();
  }

  private void awaitLine() {
    try {
      if (output.readLine() == null) {
        throw new BenchException("The process that records ended early; its error is above.");
      }
    } catch (IOException e) {
      throw new BenchException("The process that records does not answer: " + e, e);
    }
  }

  @Override
  public void close() {
    input.close();
    process.destroy();
  }
}
