package com.remitflex.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An answer that is read line by line while it is sent, from the first question about it on. */
public final class LineStream implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final HttpResponse<InputStream> response;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread reader = Thread.ofVirtual().unstarted(this::read);
  private volatile boolean whole;

  private LineStream(HttpResponse<InputStream> response) {
    this.response = response;
  }

  /** Asks with a key and an Accept header; answers once the head of the answer is there. */
  public static LineStream open(
      int port, String key, String path, String accept, Map<String, String> headers) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return open(HTTP, uri, key, accept, headers);
  }

  /** As {@link #open(int, String, String, String, Map)}, with a client of the test's own. */
  public static LineStream open(
      HttpClient client, URI uri, String key, String accept, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + key)
            .header("Accept", accept);
    headers.forEach(request::header);
    try {
      return new LineStream(client.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private synchronized void begin() {
    if (reader.getState() == Thread.State.NEW) {
      reader.start();
    }
  }

  private void read() {
    try (Scanner scanner = new Scanner(response.body(), StandardCharsets.UTF_8)) {
      while (scanner.hasNextLine()) {
        String line = scanner.nextLine();
        MintedSecrets.requireNoneInAnswer(line);
        lines.add(line);
      }
      whole = scanner.ioException() == null;
    } finally {
      ended.countDown();
    }
  }

  public int status() {
    return response.statusCode();
  }

  public Optional<String> header(String name) {
    return response.headers().firstValue(name);
  }

  /** The next line with this beginning, without it, if it comes in time. */
  public Optional<String> next(String beginning, Duration within) {
    begin();
    long end = System.nanoTime() + within.toNanos();
    try {
      while (true) {
        String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line == null) {
          return Optional.empty();
        }
        if (line.startsWith(beginning)) {
          return Optional.of(line.substring(beginning.length()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether the answer ends in time. */
  public boolean ends(Duration within) {
    begin();
    try {
      return ended.await(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether it ended as a complete answer does, and was not cut off. */
  public boolean isWhole() {
    return whole;
  }

  @Override
  public void close() {
    try {
      response.body().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
