package com.remitflex.features.activity.requests;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Sends a live tail as server-sent events.
 *
 * @param opening the first lines, sent immediately
 * @param heartbeat the longest time without a line; then a comment is sent, which fails if the
 *     client is gone
 * @param mayContinue whether the client may still see the requests; checked before each write
 * @param events the events of some requests, in the format of the stream
 */
public record EventStream(
    String opening,
    Duration heartbeat,
    BooleanSupplier mayContinue,
    Function<List<LoggedRequest>, String> events) {
  public static final String CONTENT_TYPE = "text/event-stream";

  private static final String HEARTBEAT = ": nothing new\n\n";
  private static final Duration WAIT = Duration.ofMillis(300);

  /**
   * Sends until the server or the client ends the stream.
   *
   * @throws IOException when the client is gone, or reads so slowly that it has missed requests: it
   *     then reconnects and resumes
   */
  public void send(OutputStream out, BooleanSupplier isOpen, LiveTail tail) throws IOException {
    write(out, opening);
    long sentNanos = System.nanoTime();
    while (isOpen.getAsBoolean()) {
      List<LoggedRequest> requests = next(tail);
      boolean isDue = System.nanoTime() - sentNanos > heartbeat.toNanos();
      if (requests.isEmpty() && !isDue) {
        continue;
      }
      // Checked again: the key or the session may have been revoked while this waited.
      if (!isOpen.getAsBoolean() || !mayContinue.getAsBoolean()) {
        return;
      }
      write(out, requests.isEmpty() ? HEARTBEAT : events.apply(requests));
      sentNanos = System.nanoTime();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static List<LoggedRequest> next(LiveTail tail) throws IOException {
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
