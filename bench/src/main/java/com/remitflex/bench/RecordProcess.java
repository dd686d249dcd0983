package com.remitflex.bench;

import com.remitflex.bench.RecordLoad.Kind;
import com.remitflex.platform.access.KeyOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records requests in a process with the options of the server's JVM: what a record costs depends
 * on the garbage collector, the heap, and what else the process has done.
 */
final class RecordProcess implements AutoCloseable {
  private final ChildProcess process;

  private RecordProcess(ChildProcess process) {
    this.process = process;
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
      return new RecordProcess(
          ChildProcess.start(
              List.of(),
              serverOptions(product),
              product.settings(),
              "record-load",
              owner.accountId(),
              owner.keyId(),
              body.toString()));
    } catch (IOException e) {
      throw new BenchException("The response to a payment cannot be written: " + e, e);
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
    process.send(kind + " " + isRecorded + " " + seconds);
    process.line();
  }

  @Override
  public void close() {
    process.close();
  }
}
