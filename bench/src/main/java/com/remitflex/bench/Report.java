package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of a result file: title, machine, versions and commit, then what was found. */
final class Report {
  private final StringBuilder text = new StringBuilder();

  Report(String title, Map<String, String> facts) {
    text.append("# ").append(title).append("\n\n");
    facts.forEach((name, value) -> text.append("- %s: %s%n".formatted(name, value)));
  }

  /** A paragraph or a table. */
  Report add(String part) {
    if (!part.isBlank()) {
      text.append('\n').append(part.strip()).append('\n');
    }
    return this;
  }

  Report add(List<Finding> findings) {
    return add(Finding.table(findings));
  }

  String markdown() {
    return text.toString();
  }

  /** Prints the text, and stores it as bench/results/NAME.md. */
  void publish(String name) {
    ResultFile.publish(Product.home(), name, markdown());
  }

  /** The rows of a result file of another run, each with the date and the commit of that run. */
  static List<String> lastRows(String name) {
    Path file = Product.home().resolve("bench/results/" + name + ".md");
    try {
      String old = Files.exists(file) ? Files.readString(file) : "";
      String origin =
          " (`bench %s` of %s, commit %s)"
              .formatted(
                  name,
                  fact(old, Machine.DATE).orElse("unknown date"),
                  fact(old, Machine.COMMIT).orElse("unknown"));
      return Finding.rowsIn(old).stream()
          .map(row -> row.replaceFirst(" \\|", Matcher.quoteReplacement(origin + " |")))
          .toList();
    } catch (IOException e) {
      throw new BenchException("Cannot read " + file + ": " + e, e);
    }
  }

  private static Optional<String> fact(String text, String name) {
    Matcher line = Pattern.compile("(?m)^- " + name + ": (.*)$").matcher(text);
    return line.find() ? Optional.of(line.group(1)) : Optional.empty();
  }
}
