package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the sources that a machine can check; violations are reported as file:line. */
class TidyTest {
  private static final int LONGEST_LINE = 100;
  private static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");
  private static final Pattern MIGRATION =
      Pattern.compile("V([0-9]{3})(?:_([0-9]{2}))?__[a-z0-9_]+\\.sql");

  private static final Pattern JAVA_MIGRATION = Pattern.compile("fromVersion\\(\"([0-9]{3})\"\\)");

  /** Names that do not describe a class. */
  private static final Set<String> EMPTY_WORDS =
      Set.of("Util", "Utils", "Manager", "Helper", "Helpers", "Impl", "Base", "Default", "Common");

  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|record|interface|enum)\\s+([A-Z][A-Za-z0-9]*)");
  private static final Pattern CAMEL_CASE_WORD = Pattern.compile("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*");
  private static final Pattern UNFINISHED = Pattern.compile("\\b(?:TO" + "DO|FIX" + "ME)\\b");
  private static final Pattern SWITCHED_OFF = Pattern.compile("@Dis" + "abled\\b");
  private static final Pattern BINARY_FRACTION =
      Pattern.compile("\\b(?:double|float|Double|Float)\\b");
  private static final Pattern COMMENT = Pattern.compile("^\\s*(?:/?\\*|//).*");

  /** Where a fraction in binary would be money, a rate or a fee. */
  private static final List<String> MONEY =
      List.of(
          "platform/money",
          "core/ledger",
          "core/engine",
          "core/idempotency",
          "core/events",
          "features/payments",
          "features/corridors",
          "features/rails",
          "features/compliance");

  private static final List<Path> SOURCES = sources();

  private static final Pattern NAME_OF_A_TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+Test)`");

  private static List<Path> sources() {
    try (Stream<Path> product = Files.walk(Path.of("src"));
        Stream<Path> benchmarks = Files.walk(Path.of("bench", "src"))) {
      return Stream.concat(product, benchmarks)
          .filter(file -> file.toString().matches(".*\\.(java|sql|xml|pgbench)"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void linesHaveAtMostAHundredCharacters() {
    assertNone(
        SOURCES,
        line ->
            line.codePointCount(0, line.length()) > LONGEST_LINE
                ? Optional.of(line.codePointCount(0, line.length()) + " characters")
                : Optional.empty());
  }

  @Test
  void linesHaveNoTabsNoCarriageReturnsAndNoSpacesAtTheirEnd() {
    assertNone(
        SOURCES,
        line -> line.matches(".*[\\t\\r].*|.*\\s") ? Optional.of("white space") : Optional.empty());
  }

  @Test
  void filesEndWithOneLineFeed() {
    List<String> wrong = new ArrayList<>();
    for (Path file : SOURCES) {
      String text = read(file);
      if (!text.endsWith("\n") || text.endsWith("\n\n")) {
        wrong.add(file + ":" + text.lines().count());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noNameOfATypeIsEmpty() {
    assertNone(
        java(),
        line -> {
          Matcher type = TYPE.matcher(line);
          while (type.find()) {
            Optional<String> word =
                CAMEL_CASE_WORD
                    .matcher(type.group(1))
                    .results()
                    .map(match -> match.group())
                    .filter(EMPTY_WORDS::contains)
                    .findFirst();
            if (word.isPresent() && !COMMENT.matcher(line).matches()) {
              return Optional.of(type.group(1) + ": " + word.get());
            }
          }
          return Optional.empty();
        });
  }

  @Test
  void nothingIsLeftUnfinishedOrSwitchedOff() {
    assertNone(SOURCES, line -> found(UNFINISHED, line).or(() -> found(SWITCHED_OFF, line)));
  }

  @Test
  void moneyIsNeverABinaryFraction() {
    List<Path> money =
        java().stream()
            .filter(file ->
                MONEY.stream()
                    .anyMatch(name ->
                        file.startsWith(Path.of("src", "main", "java", "com", "remitflex", name))))
            .toList();
    assertThat(money).hasSizeGreaterThan(50);
    assertNone(
        money,
        line -> COMMENT.matcher(line).matches() ? Optional.empty() : found(BINARY_FRACTION, line));
  }

  /** A release has one step; its migrations are the parts of that step. */
  @Test
  void migrationsAreNumberedWithoutGaps() throws IOException {
    List<Matcher> names;
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      names = files.map(file -> MIGRATION.matcher(file.getFileName().toString())).toList();
    }
    assertThat(names).allMatch(Matcher::matches, "is a name of a migration").isNotEmpty();
    Map<Integer, List<Integer>> parts =
        names.stream()
            .collect(
                Collectors.groupingBy(
                    name -> Integer.valueOf(name.group(1)),
                    TreeMap::new,
                    Collectors.mapping(TidyTest::part, Collectors.toList())));
    javaMigrations().forEach(step -> parts.put(step, List.of(0)));
    assertThat(parts.keySet())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, parts.size()).boxed().toList());
    parts.forEach((step, found) -> {
      List<Integer> sorted = found.stream().sorted().toList();
      assertThat(sorted)
          .as("parts of step " + step)
          .isIn(List.of(0), IntStream.rangeClosed(1, sorted.size()).boxed().toList());
    });
  }

  /** The second number of the name; 0 if the step has one migration, whose name has one number. */
  private static Integer part(Matcher name) {
    return name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
  }

  private static Stream<Integer> javaMigrations() {
    return java().stream()
        .filter(file -> file.startsWith(Path.of("src", "main")))
        .map(TidyTest::read)
        .filter(text -> text.contains("implements JavaMigration"))
        .map(text -> {
          Matcher version = JAVA_MIGRATION.matcher(text);
          assertThat(version.find()).isTrue();
          return Integer.valueOf(version.group(1));
        });
  }

  @Test
  void theTestsThatDocumentsNameExist() throws IOException {
    Set<String> tests =
        java().stream().map(file -> file.toFile().getName()).collect(Collectors.toSet());
    try (Stream<Path> guides = Files.walk(Path.of("docs"))) {
      List<Path> documents =
          Stream.concat(guides, Stream.of(Path.of("ARCHITECTURE.md"), Path.of("CONTRIBUTING.md")))
              .filter(file -> file.toString().endsWith(".md"))
              .toList();
      assertNone(
          documents,
          line ->
              NAME_OF_A_TEST
                  .matcher(line)
                  .results()
                  .map(name -> name.group(1))
                  .filter(name -> !tests.contains(name + ".java"))
                  .findFirst());
    }
  }

  private static List<Path> java() {
    return SOURCES.stream().filter(file -> file.toString().endsWith(".java")).toList();
  }

  private static Optional<String> found(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  private static void assertNone(List<Path> files, Function<String, Optional<String>> fault) {
    List<String> wrong = new ArrayList<>();
    for (Path file : files) {
      String[] lines = read(file).split("\n");
      for (int i = 0; i < lines.length; i++) {
        int number = i + 1;
        fault.apply(lines[i]).ifPresent(what -> wrong.add(file + ":" + number + ": " + what));
      }
    }
    assertThat(wrong.stream().map(line -> "\n" + line)).isEmpty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
