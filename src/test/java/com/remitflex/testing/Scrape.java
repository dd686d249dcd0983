package com.remitflex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What `/metrics` answered.
 *
 * @param samples the values by series: a name with its labels, as it was sent
 */
public record Scrape(String text, Map<String, Double> samples) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final Pattern SAMPLE =
      Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{.*})?) (\\S+)$", Pattern.MULTILINE);
  private static final String NAME_ENDS = "\\{.*";

  /** Reads the metrics at this port. */
  public static Scrape of(int managementPort) {
    HttpResponse<String> response = get(managementPort, "/metrics");
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + ": " + response.body());
    }
    MintedSecrets.requireNoneInAnswer(response.body());
    Map<String, Double> samples = new LinkedHashMap<>();
    Matcher sample = SAMPLE.matcher(response.body());
    while (sample.find()) {
      samples.put(sample.group(1), value(sample.group(2)));
    }
    return new Scrape(response.body(), samples);
  }

  private static double value(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  /** Any path at this port. */
  public static HttpResponse<String> get(int managementPort, String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
      return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Reads the metrics until they fit: they are as they were up to a second ago. */
  public static Scrape until(String what, int managementPort, Predicate<Scrape> fits) {
    return Await.until(what, Duration.ofSeconds(30), () -> of(managementPort), fits);
  }

  /** The sum of the series of a name that have all these labels, each as `name="value"`. */
  public double value(String name, String... labels) {
    return samples.entrySet().stream()
        .filter(one -> one.getKey().replaceFirst(NAME_ENDS, "").equals(name))
        .filter(one -> Set.of(labels).stream().allMatch(one.getKey()::contains))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Short, for the messages of failed tests. */
  @Override
  public String toString() {
    return samples.size()
        + " series, of which not zero: "
        + samples.entrySet().stream()
            .filter(one -> one.getValue() != 0 && !one.getKey().contains("_bucket{"))
            .filter(one -> !one.getKey().matches("remitflex_(jvm|hikaricp|process|system)_.*"))
            .toList();
  }

  /** The names of all series. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    samples.keySet().forEach(series -> names.add(series.replaceFirst(NAME_ENDS, "")));
    return names;
  }
}
