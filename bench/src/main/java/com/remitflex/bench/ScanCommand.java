package com.remitflex.bench;

import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `scan`: how long `keys scan` takes for a gigabyte, beside grep. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = {
      "`keys scan` as a whole process, start of the JVM included, and `grep -raE` with the pattern"
          + " of a key, by turns, on a directory of files and on one file.",
      "The table goes to standard output and to bench/results/scan.md. Wants a quiet machine."
    })
final class ScanCommand implements Callable<Integer> {
  private static final String PATTERN = "rf_(live|test)_[0-9A-Za-z]{49}";
  private static final int PLANTED = 20;
  private static final long SEED = 20_261_125;
  private static final int MEBIBYTE = 1 << 20;
  private static final double TARGET_SECONDS = 10;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--mebibytes",
      defaultValue = "1024",
      description = "How much is searched (default: ${DEFAULT-VALUE}).")
  private int mebibytes;

  private final Random random = new Random(SEED);

  @Override
  public Integer call() throws IOException {
    if (rounds < 1 || mebibytes < 1) {
      throw new BenchException("--rounds and --mebibytes must be at least 1.");
    }
    Path home = Product.home();
    Path scratch = Files.createDirectories(home.resolve("bench/target/scan"));
    try {
      byte[] text = sources(home);
      Map<String, Path> inputs = new LinkedHashMap<>();
      int files = writeTree(scratch.resolve("tree"), text);
      inputs.put("%,d files".formatted(files), scratch.resolve("tree"));
      writeFile(scratch.resolve("one"), text);
      inputs.put("one file", scratch.resolve("one"));
      report(measure(home, inputs)).publish("scan");
      return 0;
    } finally {
      delete(scratch);
    }
  }

  /** The product's own text, without anything that could begin a key. */
  private static byte[] sources(Path home) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.walk(home.resolve("src"))) {
      for (Path file : files.filter(ScanCommand::isText).sorted().toList()) {
        String whole = Files.readString(file).replace("rf_", "rx_");
        text.writeBytes(whole.getBytes(StandardCharsets.UTF_8));
      }
    }
    return text.toByteArray();
  }

  private static boolean isText(Path file) {
    return file.toString().matches(".*\\.(java|sql|json|css)");
  }

  /** Files as a repository has them: most are small, a tenth is binary. */
  private int writeTree(Path tree, byte[] text) throws IOException {
    byte[] binary = new byte[8 * MEBIBYTE];
    random.nextBytes(binary);
    long left = (long) mebibytes * MEBIBYTE;
    int files = 0;
    while (left > 0) {
      int size = (int) Math.min(4 * MEBIBYTE, Math.exp(random.nextGaussian() * 1.3 + 9.8) + 500);
      byte[] from = files % 10 == 0 ? binary : text;
      size = Math.min(size, from.length);
      int at = random.nextInt(from.length - size + 1);
      Path directory = Files.createDirectories(tree.resolve(Integer.toString(files % 500)));
      try (OutputStream out = Files.newOutputStream(directory.resolve(files + ".txt"))) {
        out.write(from, at, size);
        if (files < PLANTED) {
          out.write(key());
        }
      }
      left -= size;
      files++;
    }
    return files;
  }

  private void writeFile(Path file, byte[] text) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      long left = (long) mebibytes * MEBIBYTE;
      int pieces = 0;
      while (left > 0) {
        int size = (int) Math.min(left, text.length);
        out.write(text, 0, size);
        if (pieces < PLANTED) {
          out.write(key());
        }
        left -= size;
        pieces++;
      }
    }
  }

  private static byte[] key() {
    return ("\n" + ApiKeyFormat.generate(Environment.SANDBOX) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Seconds of each program on each input; the first round fills the caches and is left out. */
  private Map<String, Map<String, List<Double>>> measure(Path home, Map<String, Path> inputs) {
    Map<String, Map<String, List<Double>>> seconds = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, Path> input : inputs.entrySet()) {
        String path = input.getValue().toString();
        double scan =
            run(home, List.of(home.resolve("remitflex").toString(), "keys", "scan", path), 1);
        double grep = run(home, List.of("grep", "-raE", PATTERN, path), 0);
        if (round > 0) {
          Map<String, List<Double>> of =
              seconds.computeIfAbsent(input.getKey(), name -> new LinkedHashMap<>());
          of.computeIfAbsent("scan", name -> new ArrayList<>()).add(scan);
          of.computeIfAbsent("grep", name -> new ArrayList<>()).add(grep);
        }
      }
    }
    return seconds;
  }

  /** Seconds until a program has ended, which must have found what was planted. */
  private double run(Path home, List<String> command, int status) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("REMITFLEX_NO_BUILD", "1");
    builder.environment().put("LC_ALL", "C");
    long began = System.nanoTime();
    try {
      Process process = builder.start();
      long lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .count();
      int ended = process.waitFor();
      double seconds = (System.nanoTime() - began) / 1e9;
      if (ended != status || lines == 0 || lines > PLANTED) {
        throw new BenchException(command.getFirst() + " ended with " + ended + ", lines: " + lines);
      }
      return seconds;
    } catch (IOException e) {
      throw new BenchException("Cannot run " + command.getFirst() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted.", e);
    }
  }

  private Report report(Map<String, Map<String, List<Double>>> seconds) {
    StringBuilder out = new StringBuilder();
    out.append("| | keys scan, median | min – max | grep -raE, median | min – max | Ratio |\n");
    out.append("|---|---:|---:|---:|---:|---:|\n");
    boolean reached = true;
    for (Map.Entry<String, Map<String, List<Double>>> input : seconds.entrySet()) {
      Spread scan = Spread.of(input.getValue().getOrDefault("scan", List.of()));
      Spread grep = Spread.of(input.getValue().getOrDefault("grep", List.of()));
      reached &= scan.median() < TARGET_SECONDS;
      out.append(
          "| %s | %.2f s | %.2f – %.2f | %.2f s | %.2f – %.2f | %.2f |\n"
              .formatted(
                  input.getKey(),
                  scan.median(),
                  scan.least(),
                  scan.most(),
                  grep.median(),
                  grep.least(),
                  grep.most(),
                  grep.median() / scan.median()));
    }
    return new Report("Searching for leaked keys", Machine.facts())
        .add(
            "Searched: %,d MiB, in the page cache; whole processes, start of the JVM included."
                .formatted(mebibytes))
        .add(out.toString())
        .add(
            "Ratio: grep's time by ours. Target: under %.0f s per GiB on 2 processors: %s."
                .formatted(TARGET_SECONDS, reached ? "reached" : "missed"));
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
