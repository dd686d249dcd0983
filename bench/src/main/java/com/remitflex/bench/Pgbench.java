package com.remitflex.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load program. */
final class Pgbench {
  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");
  private static final Pattern FAILED =
      Pattern.compile("(?m)^number of failed transactions: ([0-9]+)");
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final Path program;

  private Pgbench(Path program) {
    this.program = program;
  }

  /** The program on PATH, otherwise the newest one of Debian's packages. */
  static Pgbench find() {
    return onPath()
        .or(Pgbench::ofDebian)
        .map(Pgbench::new)
        .orElseThrow(
            () ->
                new BenchException(
                    "pgbench was not found, and it is what the engine is compared with: install it"
                        + " (Debian: apt-get install postgresql; elsewhere: PostgreSQL's contrib"
                        + " package) or put it on PATH."));
  }

  private static Optional<Path> onPath() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "pgbench"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> ofDebian() {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin/pgbench"))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  String version() {
    return run(List.of("--version"), "").strip();
  }

  /** Transactions per second of a script, with prepared statements and without any vacuum. */
  double rate(PgAddress database, Path script, int clients, int seconds) {
    int threads = Math.min(clients, Runtime.getRuntime().availableProcessors());
    List<String> options = new ArrayList<>(database.options());
    options.addAll(
        List.of(
            "--no-vacuum",
            "--protocol=prepared",
            "--client=" + clients,
            "--jobs=" + threads,
            "--time=" + seconds,
            "--file=" + script,
            database.name()));
    String said = run(options, database.password());
    Matcher rate = RATE.matcher(said);
    Matcher failed = FAILED.matcher(said);
    if (!rate.find() || failed.find() && !failed.group(1).equals("0")) {
      throw new BenchException("pgbench did not measure:\n" + said);
    }
    return Double.parseDouble(rate.group(1));
  }

  private String run(List<String> options, String password) {
    List<String> line = new ArrayList<>(List.of(program.toString()));
    line.addAll(options);
    try {
      ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().put("PGPASSWORD", password);
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new BenchException("pgbench failed:\n" + said);
      }
      return said;
    } catch (IOException e) {
      throw new BenchException("pgbench could not be run: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }
}
