package com.remitflex.features.activity.requests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends a live tail as server-sent events.
 *
 * @param opening the first lines, sent immediately
 * @param heartbeat the longest time without a line
 * @param idle what is sent then; it fails if the client is gone
 * @param mayContinue whether the client may still see what is new; checked before each write
 * @param events what is new, in the format of the stream
 */
public record EventStream<T>(
    String opening,
    Duration heartbeat,
    Supplier<String> idle,
    BooleanSupplier mayContinue,
    Function<List<T>, String> events) {
  public static final String CONTENT_TYPE = "text/event-stream";

  /** A comment of the format, which clients ignore. */
  public static final String NOTHING_NEW = ": nothing new\n\n";

  private static final Duration WAIT = Duration.ofMillis(300);

  /**
   * Sends until the server or the client ends the stream.
   *
   * @throws IOException when the client is gone, or reads so slowly that it has missed something:
   *     it then reconnects and resumes
   */
  public void send(OutputStream out, BooleanSupplier isOpen, Tail<T> tail) throws IOException {
    write(out, opening);
    long sentNanos = System.nanoTime();
    while (isOpen.getAsBoolean()) {
      List<T> found = next(tail);
      boolean isDue = System.nanoTime() - sentNanos > heartbeat.toNanos();
      if (found.isEmpty() && !isDue) {
        continue;
      }
      // Checked again: the key or the session may have been revoked while this waited.
      if (!isOpen.getAsBoolean() || !mayContinue.getAsBoolean()) {
        return;
      }
      write(out, found.isEmpty() ? idle.get() : events.apply(found));
      sentNanos = System.nanoTime();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static <T> List<T> next(Tail<T> tail) throws IOException {
    if (tail.isIncomplete()) {
      throw new IOException("the client reads too slowly");
    }
    try {
      return tail.next(WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the server is stopping", e);
    }
  }
}
