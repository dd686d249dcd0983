package com.remitflex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A command in a JVM of its own that runs until it is stopped. */
public final class CommandProcess implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private CommandProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a command.
   *
   * @param directory where its output is kept
   */
  public static CommandProcess start(
      Path directory, Map<String, String> environment, String... command) {
    try {
      Path out = Files.createTempFile(directory, "command", ".out");
      Path err = Files.createTempFile(directory, "command", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(ProductJvm.command(command))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("REMITFLEX_"));
      builder.environment().putAll(environment);
      return new CommandProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the command has printed this. */
  public String awaitOutput(String text) {
    return Await.until(
        "the command prints " + text,
        SOON,
        () -> {
          if (!process.isAlive() && !output().contains(text)) {
            throw new AssertionError("the command ended: " + output() + errors());
          }
          return output();
        },
        printed -> printed.contains(text));
  }

  public String output() {
    return read(out);
  }

  public String errors() {
    return read(err);
  }

  /** Stops it where it is, as a computer that sleeps. */
  public void pause() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end; returns its exit status. */
  public int awaitEnd() {
    try {
      if (process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      throw new AssertionError("the command does not end: " + output() + errors());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it with -9. */
  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
    MintedSecrets.requireNoneInLog(output());
    MintedSecrets.requireNoneInLog(errors());
  }
}
