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
 * The public keys with which GitHub signs its reports: from a file, or from a URL. The URL is
 * fetched again once a day and, at most once per minute, when a report names an unknown key.
 */
public final class GithubKeys {
  private static final Logger LOG = LoggerFactory.getLogger(GithubKeys.class);

  private static final Duration MAX_AGE = Duration.ofDays(1);
  private static final Duration MIN_INTERVAL = Duration.ofMinutes(1);
  private static final Duration MAX_FETCH = Duration.ofSeconds(10);

  /** How long a report with an unknown key waits; the fetch itself may take longer. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private static final int MAX_BYTES = 64 * 1024;

  /** HTTPS, or plain HTTP to this machine. */
  private static final Pattern ADDRESS =
      Pattern.compile("https://\\S+|http://(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]+)?/\\S*");

  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  /** The identifier of a key in a file without identifiers; it applies to every report. */
  private static final String ANY = "";

  private final Optional<URI> address;
  private final Duration minInterval;
  private volatile Map<String, List<ECPublicKey>> keys;
  private long fetchedNanos;
  private long startedNanos;

  /** The fetch in progress, or the last one. */
  private CompletableFuture<Void> fetch = CompletableFuture.completedFuture(null);

  private boolean fetched;

  private GithubKeys(
      Optional<URI> address, Map<String, List<ECPublicKey>> keys, Duration minInterval) {
    this.address = address;
    this.minInterval = minInterval;
    this.keys = keys;
  }

  /**
   * The keys from the place that a setting names.
   *
   * @param where a file with GitHub's JSON or with PEM blocks, or the URL of such JSON
   * @throws IllegalArgumentException says why the place cannot be used
   */
  public static GithubKeys from(String where) {
    return from(where, MIN_INTERVAL);
  }

  /** As {@link #from(String)}, with a different minimum time between two fetches. */
  static GithubKeys from(String where, Duration minInterval) {
    if (where.contains("://")) {
      if (!ADDRESS.matcher(where).matches()) {
        throw new IllegalArgumentException("the URL must begin with https://");
      }
      return new GithubKeys(Optional.of(URI.create(where)), Map.of(), minInterval);
    }
    try {
      Map<String, List<ECPublicKey>> keys = parse(Files.readString(Path.of(where)));
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("the file contains no public key of the curve P-256");
      }
      return new GithubKeys(Optional.empty(), keys, minInterval);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("the file cannot be read", e);
    }
  }

  /**
   * Whether one of the keys has signed exactly these bytes.
   *
   * @param identifiers the values of the header that names the key
   * @param signatures the values of the header with the signature in base64
   */
  boolean haveSigned(byte[] body, List<String> identifiers, List<String> signatures) {
    if (identifiers.size() != 1 || signatures.size() != 1 || identifiers.getFirst().isEmpty()) {
      return false;
    }
    byte[] signature;
    try {
      signature = Base64.getDecoder().decode(signatures.getFirst());
    } catch (IllegalArgumentException e) {
      return false;
    }
    return find(identifiers.getFirst()).stream()
        .anyMatch(key -> EcdsaP256.verifies(key, body, signature));
  }

  /**
   * The keys of this identifier. The search for a known key never waits, neither for its renewal
   * nor for a fetch that an unknown identifier has started.
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

  /** Starts a fetch unless one is in progress or was started within the last minute. */
  private synchronized CompletableFuture<Void> fetchIfDue(URI where, String identifier) {
    if (fetch.isDone() && isFetchDue(identifier)) {
      fetched = true;
      startedNanos = System.nanoTime();
      CompletableFuture<Void> started = new CompletableFuture<>();
      fetch = started;
      Thread.ofVirtual()
          .name("github-keys")
          .start(() -> {
            try {
              fetch(where).ifPresent(this::replace);
            } finally {
              started.complete(null);
            }
          });
    }
    return fetch;
  }

  private synchronized void replace(Map<String, List<ECPublicKey>> newKeys) {
    keys = newKeys;
    fetchedNanos = System.nanoTime();
  }

  private static void await(CompletableFuture<Void> fetch) {
    try {
      fetch.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.info("GitHub's public keys have not arrived yet");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isFetchDue(String identifier) {
    long now = System.nanoTime();
    boolean known = keys.containsKey(identifier) && now - fetchedNanos < MAX_AGE.toNanos();
    return !known && (!fetched || now - startedNanos >= minInterval.toNanos());
  }

  /** Fetches the keys; follows no redirects and rejects a response that is too long. */
  private static Optional<Map<String, List<ECPublicKey>>> fetch(URI address) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(MAX_FETCH).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(address)
              .timeout(MAX_FETCH)
              .header("Accept", "application/json")
              .header("User-Agent", "RemitFlex")
              .build();
      CompletableFuture<HttpResponse<byte[]>> pending =
          http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES));
      try {
        HttpResponse<byte[]> response = pending.get(MAX_FETCH.toMillis(), TimeUnit.MILLISECONDS);
        Map<String, List<ECPublicKey>> keys =
            response.statusCode() == 200
                ? parse(new String(response.body(), StandardCharsets.UTF_8))
                : Map.of();
        if (keys.isEmpty()) {
          LOG.warn("{} returned status {} and no public key", address, response.statusCode());
        }
        return Optional.of(keys).filter(found -> !found.isEmpty());
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("GitHub's public keys could not be fetched from {}: {}", address, e.toString());
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
        LOG.warn("the list of GitHub's public keys is not valid JSON");
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
        LOG.warn("a public key is not valid base64");
      }
    }
    return keys;
  }
}
