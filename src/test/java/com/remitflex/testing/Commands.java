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
import java.util.function.Function;

/**
 * Runs commands of the product in this JVM, where a process of their own would prove no more. What
 * a command and the threads that it starts write is captured, while all others write where they did
 * before.
 */
public final class Commands {
  /** What the command of this thread has written; a thread inherits it from its starter. */
  private static final InheritableThreadLocal<Written> WRITTEN = new InheritableThreadLocal<>();

  static {
    System.setOut(captured(System.out, Written::out));
    System.setErr(captured(System.err, Written::err));
  }

  private Commands() {}

  private record Written(ByteArrayOutputStream out, ByteArrayOutputStream err) {}

  /** Runs one command with these settings. */
  public static Ended run(Map<String, String> settings, String... command) {
    Written written = new Written(new ByteArrayOutputStream(), new ByteArrayOutputStream());
    int status = join(written, command, settings);
    Ended ended =
        new Ended(
            status,
            written.out().toString(StandardCharsets.UTF_8),
            written.err().toString(StandardCharsets.UTF_8));
    MintedSecrets.requireNoneInLog(ended.err());
    return ended;
  }

  private static int join(Written written, String[] command, Map<String, String> settings) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    new Thread(
            () -> {
              WRITTEN.set(written);
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

  private static PrintStream captured(
      PrintStream others, Function<Written, OutputStream> ofCommand) {
    return new PrintStream(
        new OutputStream() {
          private OutputStream target() {
            Written written = WRITTEN.get();
            return written == null ? others : ofCommand.apply(written);
          }

          @Override
          public void write(int one) throws IOException {
            target().write(one);
          }

          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            target().write(bytes, offset, length);
          }
        },
        true,
        StandardCharsets.UTF_8);
  }
}
