package com.remitflex.features.leaks.reports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys with which GitHub signs its reports: from a file, or from an address that is
 * asked again once a day and, at most once a minute, when a report names a key that is not known.
 */
public final class GithubKeys {
  private static final Logger LOG = LoggerFactory.getLogger(GithubKeys.class);

  private static final Duration KEPT = Duration.ofDays(1);
  private static final Duration BETWEEN = Duration.ofMinutes(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  /** How long a report waits that names an unknown key; the fetch itself may take longer. */
  private static final Duration WAIT_AT_MOST = Duration.ofSeconds(2);

  private static final int LARGEST = 64 * 1024;

  /** HTTPS, or plain HTTP within the machine. */
  private static final Pattern ADDRESS =
      Pattern.compile("https://\\S+|http://(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]+)?/\\S*");

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  /** The name of a key in a file that names none: it fits every report. */
  private static final String ANY = "";

  private final Optional<URI> address;
  private final Duration between;
  private volatile Map<String, List<ECPublicKey>> keys;
  private long fetchedNanos;
  private long askedNanos;

  /** The fetch that is under way, or the last one. */
  private CompletableFuture<Void> fetch = CompletableFuture.completedFuture(null);

  private boolean asked;

  private GithubKeys(Optional<URI> address, Map<String, List<ECPublicKey>> keys, Duration between) {
    this.address = address;
    this.between = between;
    this.keys = keys;
  }

  /**
   * The keys from where a setting says.
   *
   * @param where a file, of the JSON that GitHub gives or of PEMs; or an address of such JSON
   * @throws IllegalArgumentException with the reason why it cannot be used
   */
  public static GithubKeys from(String where) {
    return from(where, BETWEEN);
  }

  /** As {@link #from(String)}, with a time of its own between two fetches of what is not known. */
  static GithubKeys from(String where, Duration between) {
    if (where.contains("://")) {
      if (!ADDRESS.matcher(where).matches()) {
        throw new IllegalArgumentException("the address must begin with https://");
      }
      return new GithubKeys(Optional.of(URI.create(where)), Map.of(), between);
    }
    try {
      Map<String, List<ECPublicKey>> keys = parse(Files.readString(Path.of(where)));
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("the file holds no public key of the curve P-256");
      }
      return new GithubKeys(Optional.empty(), keys, between);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("the file cannot be read", e);
    }
  }

  /**
   * The keys that a report may be signed with that names this one. A known one never waits: neither
   * for its own renewal nor for the fetch that a report with an unknown name has begun.
   */
  List<ECPublicKey> find(String identifier) {
    if (address.isPresent()) {
      CompletableFuture<Void> current = fetchIfDue(address.get(), identifier);
      if (!keys.containsKey(identifier)) {
        await(current);
      }
    }
    List<ECPublicKey> found = new ArrayList<>(keys.getOrDefault(identifier, List.of()));
    if (address.isEmpty() && !identifier.equals(ANY)) {
      found.addAll(keys.getOrDefault(ANY, List.of()));
    }
    return found;
  }

  /** Begins a fetch unless one is under way or was begun within the last minute. */
  private synchronized CompletableFuture<Void> fetchIfDue(URI where, String identifier) {
    if (fetch.isDone() && isToBeAsked(identifier)) {
      asked = true;
      askedNanos = System.nanoTime();
      CompletableFuture<Void> begun = new CompletableFuture<>();
      fetch = begun;
      Thread.ofVirtual()
          .name("github-keys")
          .start(() -> {
            try {
              fetch(where).ifPresent(this::take);
            } finally {
              begun.complete(null);
            }
          });
    }
    return fetch;
  }

  private synchronized void take(Map<String, List<ECPublicKey>> fetched) {
    keys = fetched;
    fetchedNanos = System.nanoTime();
  }

  private static void await(CompletableFuture<Void> fetch) {
    try {
      fetch.get(WAIT_AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.info("the keys of GitHub are not here yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isToBeAsked(String identifier) {
    long now = System.nanoTime();
    boolean known = keys.containsKey(identifier) && now - fetchedNanos < KEPT.toNanos();
    return !known && (!asked || now - askedNanos >= between.toNanos());
  }

  /** What the address answers; redirects are not followed, and a long answer is none. */
  private static Optional<Map<String, List<ECPublicKey>>> fetch(URI address) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(ANSWER_WITHIN)
              .header("Accept", "application/json")
              .header("User-Agent", "RemitFlex")
              .build();
      CompletableFuture<HttpResponse<byte[]>> answer =
          http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
      try {
        HttpResponse<byte[]> response = answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        Map<String, List<ECPublicKey>> keys =
            response.statusCode() == 200
                ? parse(new String(response.body(), StandardCharsets.UTF_8))
                : Map.of();
        if (keys.isEmpty()) {
          LOG.warn("{} answered {} and no key", address, response.statusCode());
        }
        return Optional.of(keys).filter(found -> !found.isEmpty());
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("the keys of GitHub could not be fetched from {}: {}", address, e.toString());
        return Optional.empty();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } finally {
        http.shutdownNow();
      }
    }
  }

  private static Map<String, List<ECPublicKey>> parse(String text) {
    Map<String, List<ECPublicKey>> keys = new HashMap<>();
    if (!text.stripLeading().startsWith("{")) {
      keys.put(ANY, pems(text));
    } else {
      try {
        for (JsonNode one : new JsonMapper().readTree(text).path("public_keys")) {
          keys.computeIfAbsent(one.path("key_identifier").asText(), name -> new ArrayList<>())
              .addAll(pems(one.path("key").asText()));
        }
      } catch (JsonProcessingException e) {
        LOG.warn("the list of GitHub's keys is not well-formed JSON");
      }
    }
    keys.values().removeIf(List::isEmpty);
    return keys;
  }

  private static List<ECPublicKey> pems(String text) {
    List<ECPublicKey> keys = new ArrayList<>();
    Matcher pem = PEM.matcher(text);
    while (pem.find()) {
      String base64 = pem.group(1).replaceAll("\\s", "");
      try {
        EcdsaP256.key(Base64.getDecoder().decode(base64)).ifPresent(keys::add);
      } catch (IllegalArgumentException e) {
        LOG.warn("a public key is not well-formed base64");
      }
    }
    return keys;
  }
}
