package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A release has one step of the schema, so that a version tolerates the next (decision 0039). */
class ReleasedMigrationsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/released-migrations.golden");
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final Pattern RELEASE = Pattern.compile("(?m)^## \\[([0-9]+\\.[0-9]+\\.[0-9]+)]");
  private static final Pattern PROJECT =
      Pattern.compile("<artifactId>remitflex</artifactId>\\s*<version>([^<]+)</version>");

  /** The last step by version, in the order of the releases. */
  private static Map<String, Integer> released() throws IOException {
    Map<String, Integer> steps = new LinkedHashMap<>();
    for (String line : Files.readAllLines(GOLDEN)) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ");
        steps.put(words[0], Integer.valueOf(words[1]));
      }
    }
    return steps;
  }

  private static int lastStep() throws IOException {
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      return files
          .mapToInt(file -> Integer.parseInt(file.getFileName().toString().substring(1, 4)))
          .max()
          .orElseThrow();
    }
  }

  @Test
  void everyEarlierReleaseIsListed() throws IOException {
    Matcher project = PROJECT.matcher(Files.readString(Path.of("pom.xml")));
    assertThat(project.find()).isTrue();
    List<String> earlier =
        RELEASE
            .matcher(Files.readString(Path.of("CHANGELOG.md")))
            .results()
            .map(release -> release.group(1))
            .filter(version -> !version.equals(project.group(1)))
            .toList();

    assertThat(released().keySet()).containsAll(earlier);
  }

  @Test
  void aReleaseIsAtMostOneStepAfterTheOneBefore() throws IOException {
    List<Integer> steps = released().values().stream().collect(Collectors.toList());
    if (!steps.isEmpty()) {
      steps.add(lastStep());
    }
    for (int i = 1; i < steps.size(); i++) {
      assertThat(steps.get(i)).isBetween(steps.get(i - 1), steps.get(i - 1) + 1);
    }
  }
}
