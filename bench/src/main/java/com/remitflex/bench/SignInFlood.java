package com.remitflex.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Wrong passwords for random addresses, on many connections, until it is closed. */
final class SignInFlood {
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

  private final URI address;
  private final int connections;
  private final boolean manyNetworks;
  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final AtomicLong attempts = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean ended;

  /**
   * A flood that has not begun.
   *
   * @param manyNetworks whether each attempt claims to come from a network of its own, which the
   *     server believes because it trusts this proxy
   */
  SignInFlood(int port, int connections, boolean manyNetworks) {
    this.address = URI.create("http://127.0.0.1:" + port + "/dashboard/sign-in");
    this.connections = connections;
    this.manyNetworks = manyNetworks;
  }

  /** Begins. */
  void start() {
    HttpResponse<String> page = send(HttpRequest.newBuilder(address).GET());
    Matcher token = TOKEN.matcher(page.body());
    String cookie = page.headers().firstValue("set-cookie").orElse("").split(";", 2)[0];
    if (!token.find()) {
      throw new BenchException("There is no form at " + address);
    }
    for (int i = 0; i < connections; i++) {
      threads.add(Thread.ofVirtual().start(() -> attack(cookie, token.group(1))));
    }
  }

  private void attack(String cookie, String token) {
    while (!ended) {
      long number = attempts.incrementAndGet();
      String form =
          "password=wrong&email=x%d%%40example.com&csrf=%s"
              .formatted(number, URLEncoder.encode(token, StandardCharsets.UTF_8));
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address)
              .header("Cookie", cookie)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(BodyPublishers.ofString(form));
      if (manyNetworks) {
        request.header(
            "X-Forwarded-For", "%d.%d.%d.1".formatted(1 + number % 100, number / 100 % 250, 7));
      }
      send(request);
    }
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new BenchException("The server does not respond to the sign-in: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  /** How many attempts were begun. */
  long attempts() {
    return attempts.get();
  }

  /** Ends when the attempts in flight have their responses. */
  void close() {
    ended = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new BenchException("interrupted", e);
      }
    }
    client.close();
  }
}
