package com.remitflex.testing;

import com.remitflex.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs commands of the product in this JVM, where a process of their own would prove no more. */
public final class Commands {
  private Commands() {}

  /** Runs one command with these settings, while nothing else uses the standard streams. */
  public static synchronized Ended run(Map<String, String> settings, String... command) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ThreadGroup threads = new ThreadGroup("command");
    Captured writtenOut = new Captured(threads, out);
    Captured writtenErr = new Captured(threads, err);
    System.setOut(new PrintStream(writtenOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(writtenErr, true, StandardCharsets.UTF_8));
    int status;
    try {
      status = join(threads, command, settings);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    Ended ended = new Ended(status, writtenOut.text(), writtenErr.text());
    MintedSecrets.requireNoneInLog(ended.err());
    return ended;
  }

  private static int join(ThreadGroup threads, String[] command, Map<String, String> settings) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    new Thread(
            threads,
            () -> {
              try {
                status.complete(Main.run(command, settings));
              } catch (RuntimeException | Error e) {
                status.completeExceptionally(e);
              }
            },
            "command")
        .start();
    try {
      return status.join();
    } catch (CompletionException e) {
      throw new AssertionError("the command has thrown", e.getCause());
    }
  }

  /**
   * What the command's threads write, and virtual ones, which have no group. Threads that an
   * earlier test has left in this JVM write where they did before.
   */
  private static final class Captured extends OutputStream {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final ThreadGroup threads;
    private final PrintStream others;

    Captured(ThreadGroup threads, PrintStream others) {
      this.threads = threads;
      this.others = others;
    }

    private OutputStream target() {
      Thread writer = Thread.currentThread();
      return writer.isVirtual() || threads.parentOf(writer.getThreadGroup()) ? text : others;
    }

    @Override
    public void write(int one) throws IOException {
      target().write(one);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target().write(bytes, offset, length);
    }

    String text() {
      return text.toString(StandardCharsets.UTF_8);
    }
  }
}
