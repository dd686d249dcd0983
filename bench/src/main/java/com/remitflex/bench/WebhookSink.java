package com.remitflex.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A receiver of webhooks on the loopback address that does as little as possible: it responds with
 * 200, and notes how long after its event each request began to arrive; or it never responds.
 */
final class WebhookSink implements AutoCloseable {
  private static final byte[] OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final String CREATED = "\"created_at\":\"";
  private static final int TIME_LENGTH = 24;
  private static final int QUEUE = 1_000;

  private final ServerSocket socket;
  private final boolean responds;
  private final AtomicLong count = new AtomicLong();
  private final ConcurrentLinkedQueue<Long> delays = new ConcurrentLinkedQueue<>();

  private WebhookSink(boolean responds) {
    this.responds = responds;
    try {
      socket = new ServerSocket(0, QUEUE, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new BenchException("No port for a receiver: " + e, e);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  static WebhookSink responding() {
    return new WebhookSink(true);
  }

  static WebhookSink hanging() {
    return new WebhookSink(false);
  }

  String url(String path) {
    return "http://127.0.0.1:" + socket.getLocalPort() + path;
  }

  /** The number of requests until now. */
  long count() {
    return count.get();
  }

  /** The delays in milliseconds that were noted since the last call. */
  List<Long> takeDelays() {
    List<Long> taken = new ArrayList<>();
    for (Long delay = delays.poll(); delay != null; delay = delays.poll()) {
      taken.add(delay);
    }
    return taken;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream(), 16 * 1024);
      OutputStream out = client.getOutputStream();
      while (serveOne(in, out)) {
        count.incrementAndGet();
      }
    } catch (IOException e) {
      // The sender has closed the connection.
    }
  }

  private boolean serveOne(InputStream in, OutputStream out) throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    long arrived = System.currentTimeMillis();
    int length = contentLength(in);
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    if (!responds) {
      return in.read() >= 0;
    }
    out.write(OK);
    int at = body.indexOf(CREATED);
    if (at >= 0) {
      int from = at + CREATED.length();
      Instant created = Instant.parse(body.substring(from, from + TIME_LENGTH));
      delays.add(Math.max(0, arrived - created.toEpochMilli()));
    }
    return true;
  }

  /** Reads the header lines; returns the value of Content-Length. */
  private static int contentLength(InputStream in) throws IOException {
    int length = 0;
    StringBuilder line = new StringBuilder();
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new IOException("the request ends in its headers");
      }
      if (c == '\n') {
        if (line.isEmpty()) {
          return length;
        }
        if (line.length() > 15 && line.substring(0, 15).equalsIgnoreCase("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
        line.setLength(0);
      } else if (c != '\r') {
        line.append((char) c);
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new BenchException("A receiver could not be closed: " + e, e);
    }
  }
}
