package com.remitflex.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of the system that measures. */
record Program(Path path) {
  private static final Path DEBIAN_POSTGRES = Path.of("/usr/lib/postgresql");

  /** The program on PATH, otherwise the newest one of Debian's PostgreSQL packages. */
  static Optional<Program> find(String name) {
    return onPath(name).or(() -> ofDebianPostgres(name)).map(Program::new);
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Optional<Path> ofDebianPostgres(String name) {
    if (!Files.isDirectory(DEBIAN_POSTGRES)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(DEBIAN_POSTGRES)) {
      return versions
          .map(version -> version.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Output of a run that ended. */
  record Output(int status, String text) {}

  /** Runs the program, and returns what it printed; a status other than 0 ends the benchmark. */
  String run(List<String> options, Map<String, String> environment) {
    Output output = runToEnd(options, environment);
    if (output.status() != 0) {
      throw new BenchException(path.getFileName() + " failed:\n" + output.text());
    }
    return output.text();
  }

  /** Runs the program until it ends. */
  Output runToEnd(List<String> options, Map<String, String> environment) {
    List<String> line = new ArrayList<>(List.of(path.toString()));
    line.addAll(options);
    try {
      ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Output(process.waitFor(), text);
    } catch (IOException e) {
      throw new BenchException(path.getFileName() + " could not be run: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }
}
