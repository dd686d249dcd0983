package com.remitflex.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The load program wrk, which costs the machine less than one in Java. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec:\\s+([0-9.]+)");
  private static final Pattern COUNT = Pattern.compile("(?m)^\\s+([0-9]+) requests in ");
  private static final Pattern P99 = Pattern.compile("(?m)^\\s+99%\\s+([0-9.]+)(us|ms|s)");
  private static final Pattern FAILED =
      Pattern.compile("(?m)^\\s+(Non-2xx or 3xx responses|Socket errors).*");

  private final Path program;

  private Wrk(Path program) {
    this.program = program;
  }

  /** The program on PATH. */
  static Wrk find() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "wrk"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Wrk::new)
        .orElseThrow(
            () ->
                new BenchException(
                    "wrk was not found, and it sends the requests of this benchmark: install it"
                        + " (Debian: apt-get install wrk) or put it on PATH."));
  }

  /** One run: how many requests were answered, how many per second, and the 99th percentile. */
  record Measured(long requests, double perSecond, double p99Millis) {}

  /** Requests of one URL on so many connections; every response must be a success. */
  Measured run(String url, Optional<String> key, int connections, int seconds) {
    List<String> line =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--threads=1",
                "--connections=" + connections,
                "--duration=" + seconds + "s",
                "--latency"));
    key.ifPresent(secret -> line.add("--header=Authorization: Bearer " + secret));
    line.add(url);
    String output = output(line);
    Matcher rate = RATE.matcher(output);
    Matcher count = COUNT.matcher(output);
    Matcher p99 = P99.matcher(output);
    if (!rate.find() || !count.find() || !p99.find() || FAILED.matcher(output).find()) {
      throw new BenchException("wrk did not measure:\n" + output);
    }
    return new Measured(
        Long.parseLong(count.group(1)),
        Double.parseDouble(rate.group(1)),
        millis(Double.parseDouble(p99.group(1)), p99.group(2)));
  }

  private static double millis(double value, String unit) {
    return switch (unit) {
      case "us" -> value / 1_000;
      case "ms" -> value;
      default -> value * 1_000;
    };
  }

  private static String output(List<String> line) {
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BenchException("wrk failed:\n" + text);
      }
      return text;
    } catch (IOException e) {
      throw new BenchException("wrk could not be run: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }
}
