package com.remitflex.bench;

import java.util.List;

/**
 * One row of the table of results: a scenario with its figure, what it is compared with, and what
 * it should reach.
 *
 * @param yardstick the same figure of what it is compared with, or empty
 * @param ratio of figure and yardstick, or empty
 * @param cpu processor time per request of server and PostgreSQL, or empty
 */
record Finding(
    String scenario, String figure, String yardstick, String ratio, Reach reach, String cpu) {
  private static final int MAX_REASON = 160;
  private static final String HEAD =
      """
      | Scenario | Figure | Yardstick | Ratio | Reach | | CPU per request: server + PostgreSQL |
      |---|---|---|---:|---|---|---:|
      """;

  /** A figure without a yardstick. */
  static Finding of(String scenario, String figure, Reach reach) {
    return new Finding(scenario, figure, "", "", reach, "");
  }

  /** A scenario that could not be measured. */
  static Finding failed(String scenario, String reason) {
    String line = reason.replaceAll("[\\s|]+", " ");
    return of(
        scenario,
        "not measured: " + line.substring(0, Math.min(MAX_REASON, line.length())),
        Reach.of("to be measured", false));
  }

  String row() {
    return "| %s | %s | %s | %s | %s | %s | %s |"
        .formatted(scenario, figure, yardstick, ratio, reach.text(), reach.verdict(), cpu);
  }

  static String table(List<Finding> findings) {
    return table(findings, List.of());
  }

  /** The rows of this run, and those that other runs have written. */
  static String table(List<Finding> findings, List<String> otherRows) {
    StringBuilder out = new StringBuilder(HEAD);
    findings.forEach(finding -> out.append(finding.row()).append('\n'));
    otherRows.forEach(row -> out.append(row).append('\n'));
    return out.toString();
  }

  /** The rows of the first such table in a text. */
  static List<String> rowsIn(String text) {
    int at = text.indexOf(HEAD);
    return at < 0
        ? List.of()
        : text.substring(at + HEAD.length()).lines().takeWhile(line -> line.startsWith("|"))
            .toList();
  }
}
