package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The load program wrk, which uses less of the machine than one in Java. */
final class Wrk {
  private static final Pattern RATE = Pattern.compile("(?m)^Requests/sec:\\s+([0-9.]+)");
  private static final Pattern COUNT = Pattern.compile("(?m)^\\s+([0-9]+) requests in ");
  private static final String PERCENTILE = "(?m)^\\s+%d%%\\s+([0-9.]+)(us|ms|s)";
  private static final Pattern P50 = Pattern.compile(PERCENTILE.formatted(50));
  private static final Pattern P99 = Pattern.compile(PERCENTILE.formatted(99));
  private static final Pattern FAILED =
      Pattern.compile("(?m)^\\s+(Non-2xx or 3xx responses|Socket errors).*");

  private final Program program;

  private Wrk(Program program) {
    this.program = program;
  }

  /** Finds the installed program. */
  static Wrk find() {
    return Program.find("wrk")
        .map(Wrk::new)
        .orElseThrow(
            () ->
                new BenchException(
                    "wrk was not found, and it sends the requests of this benchmark. Install it"
                        + " (Debian: apt-get install wrk; macOS: brew install wrk), or add it to"
                        + " PATH."));
  }

  /** The first line of what it prints about itself; its status is not 0. */
  String version() {
    return program
        .runToEnd(List.of("--version"), Map.of())
        .text()
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst(" Copyright.*", "")
        .strip();
  }

  /** A GET request of a path, with its key if it needs one. */
  record Get(String path, Optional<String> key) {
    /** A line of the script that sends several. */
    String line() {
      return "requests[#requests + 1] = wrk.format('GET', '%s', {%s})%n"
          .formatted(path, key.map(secret -> "Authorization = 'Bearer " + secret + "'").orElse(""));
    }
  }

  /**
   * Sends these requests in turn on so many connections; every response must be a success. A single
   * request needs no script, which would cost the program time.
   */
  Run run(List<Get> requests, int connections, int seconds, Rig rig) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "--threads=1",
                "--connections=" + connections,
                "--duration=" + seconds + "s",
                "--timeout=10s",
                "--latency"));
    if (requests.size() == 1) {
      requests
          .getFirst()
          .key()
          .ifPresent(secret -> line.add("--header=Authorization: Bearer " + secret));
      line.add(rig.url(requests.getFirst().path()));
    } else {
      line.add("--script=" + script(requests, rig));
      line.add(rig.url("/"));
    }
    CpuTime before = rig.cpuTime();
    String output = program.run(line, Map.of());
    CpuTime after = rig.cpuTime();
    Matcher rate = RATE.matcher(output);
    Matcher count = COUNT.matcher(output);
    if (!rate.find() || !count.find() || FAILED.matcher(output).find()) {
      throw new BenchException("wrk did not measure:\n" + output);
    }
    return new Run(
        Double.parseDouble(rate.group(1)),
        millis(P50.matcher(output), output),
        millis(P99.matcher(output), output),
        0,
        Cost.of(before, after, Long.parseLong(count.group(1))));
  }

  private static Path script(List<Get> requests, Rig rig) {
    String lines = requests.stream().map(Get::line).collect(Collectors.joining());
    String text =
        """
        local requests = {}
        local sent = 0
        function init(arguments)
        %s
        end
        function request()
          sent = sent + 1
          return requests[sent %% #requests + 1]
        end
        """
            .formatted(lines);
    try {
      return Files.writeString(rig.product().scratch().resolve("requests.lua"), text);
    } catch (IOException e) {
      throw new BenchException("Cannot write to " + rig.product().scratch() + ": " + e, e);
    }
  }

  private static double millis(Matcher percentile, String output) {
    if (!percentile.find()) {
      throw new BenchException("wrk did not measure:\n" + output);
    }
    double value = Double.parseDouble(percentile.group(1));
    return switch (percentile.group(2)) {
      case "us" -> value / 1_000;
      case "ms" -> value;
      default -> value * 1_000;
    };
  }
}
