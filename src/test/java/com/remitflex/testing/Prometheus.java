package com.remitflex.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/** A real Prometheus in a process of its own, which reads one server every second. */
public final class Prometheus implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Process process;
  private final int port;

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(directory -> Path.of(directory, "promtool"))
        .anyMatch(Files::isExecutable);
  }

  /**
   * Starts Prometheus with the configuration that is for operators, but another target and
   * interval.
   *
   * @param configuration the directory with prometheus.yml and its rules
   * @param target address of the management port
   */
  public static Prometheus start(Path directory, Path configuration, String target)
      throws IOException {
    int port = FreePort.choose();
    String text = Files.readString(configuration.resolve("prometheus.yml"));
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        text.replace("127.0.0.1:9464", target)
            .replace("_interval: 15s", "_interval: 1s")
            .replace("- alerts.yml", "- " + configuration.resolve("alerts.yml").toAbsolutePath()));
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=error")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, port);
  }

  /** Runs promtool to its end. */
  public static Ended promtool(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(arguments);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), output, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What Prometheus answers to a query, whether it is valid or not. */
  public JsonNode query(String expression) {
    return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
  }

  /** Waits until the first value of a query fits. */
  public double await(String expression, DoublePredicate fits) {
    return Await.until(
        expression,
        Duration.ofSeconds(60),
        () -> query(expression).at("/data/result/0/value/1").asDouble(Double.NaN),
        fits::test);
  }

  /** JSON of the HTTP API; an empty object until Prometheus has started. */
  public JsonNode get(String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return MAPPER.readTree(
          HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
    } catch (IOException notYet) {
      return MAPPER.createObjectNode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
