package com.remitflex.web.cli.events;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Delivers events to a local server, as a webhook does. */
final class Forwarder {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final long MAX_RESPONSE_BYTES = 1_000_000;
  private static final int MAX_TEXT = 200;
  private static final int FIRST_SUCCESS = 200;
  private static final int LAST_SUCCESS = 299;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final URI target;
  private final Signer signer;
  private final Consumer<String> notices;

  /** Signs a delivery. */
  @FunctionalInterface
  interface Signer {
    /** The headers with the signatures. */
    Map<String, String> headers(String eventId, Instant at, byte[] body);
  }

  /**
   * A forwarder.
   *
   * @param notices receives what the user should know besides the outcomes
   */
  Forwarder(URI target, Signer signer, Consumer<String> notices) {
    this.target = target;
    this.signer = signer;
    this.notices = notices;
  }

  /**
   * The outcome of one delivery.
   *
   * @param status 0 if there was no response
   */
  record Outcome(int status, Duration took, String text) {
    boolean isSuccess() {
      return status >= FIRST_SUCCESS && status <= LAST_SUCCESS;
    }
  }

  /**
   * Delivers an event once. While nothing listens at the target, it waits: so a restart of the
   * local server loses nothing.
   */
  Outcome deliver(ReceivedEvent event) throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        return attempt(event);
      } catch (ConnectException e) {
        if (!told) {
          notices.accept(
              "Nothing listens at "
                  + target
                  + ". Waiting for it; no event is lost in the meantime.");
          told = true;
        }
        Thread.sleep(RETRY_AFTER);
      }
    }
  }

  private Outcome attempt(ReceivedEvent event) throws ConnectException, InterruptedException {
    byte[] body = event.bytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("User-Agent", "RemitFlex-Webhooks/1")
            .POST(BodyPublishers.ofByteArray(body));
    signer.headers(event.id(), Instant.now(), body).forEach(request::header);
    long started = System.nanoTime();
    try {
      HttpResponse<byte[]> response =
          http.send(
              request.build(),
              BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_RESPONSE_BYTES));
      return new Outcome(response.statusCode(), since(started), text(response.body()));
    } catch (ConnectException e) {
      throw e;
    } catch (HttpTimeoutException e) {
      return new Outcome(0, since(started), "no response within " + TIMEOUT.toSeconds() + " s");
    } catch (IOException e) {
      return new Outcome(0, since(started), Objects.requireNonNullElse(e.getMessage(), "failed"));
    }
  }

  private static Duration since(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  private static String text(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, MAX_TEXT), StandardCharsets.UTF_8);
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
