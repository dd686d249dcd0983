package com.remitflex.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a number depends on: commit, processors, memory, versions, and whether commits reach the
 * disk.
 */
final class Machine {
  static final String DATE = "Date";
  static final String COMMIT = "Commit";

  private static final int BLOCK = 8_192;
  private static final int FSYNCS = 200;

  private Machine() {}

  /** The facts by name; those of the database are asked from the server. */
  static Map<String, String> facts(Sql sql) {
    Map<String, String> facts = facts();
    facts.put("PostgreSQL", sql.text("SHOW server_version"));
    for (String setting :
        new String[] {"fsync", "synchronous_commit", "full_page_writes", "shared_buffers"}) {
      facts.put(setting, sql.text("SHOW " + setting));
    }
    return facts;
  }

  /** The facts that do not depend on a database. */
  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(DATE, LocalDate.now(ZoneOffset.UTC).toString());
    facts.put(COMMIT, commit(Product.home()));
    facts.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Memory", gibibytes() + " GiB");
    facts.put("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("JDK", Runtime.version().toString());
    return facts;
  }

  private static long gibibytes() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Math.round(system.getTotalMemorySize() / (double) (1L << 30));
  }

  /** The commit of the sources, and whether they have changes other than results. */
  private static String commit(Path home) {
    Optional<Program> git = Program.find("git");
    if (git.isEmpty() || !Files.exists(home.resolve(".git"))) {
      return "unknown";
    }
    String commit = git(git.get(), home, "rev-parse", "--short=12", "HEAD");
    String changes =
        git(git.get(), home, "status", "--porcelain", "--", ".", ":(exclude)bench/results");
    return changes.isEmpty() ? commit : commit + ", with uncommitted changes";
  }

  private static String git(Program git, Path home, String... arguments) {
    List<String> line = new ArrayList<>(List.of("-C", home.toString()));
    line.addAll(List.of(arguments));
    Program.Output output = git.runToEnd(line, Map.of());
    return output.status() == 0 ? output.text().strip() : "unknown";
  }

  /** Median time until one block is on the disk of this directory: no commit can be faster. */
  static double fsyncMicros(Path directory) {
    Path file = directory.resolve("fsync");
    List<Double> micros = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FSYNCS; i++) {
        channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
        long began = System.nanoTime();
        channel.force(false);
        micros.add((System.nanoTime() - began) / 1e3);
      }
      Files.delete(file);
    } catch (IOException e) {
      throw new BenchException("Cannot write to " + directory + ": " + e, e);
    }
    return Spread.of(micros).median();
  }
}
