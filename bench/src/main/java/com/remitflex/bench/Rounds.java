package com.remitflex.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of a benchmark in rounds, and the rounds themselves. */
final class Rounds {
  @Option(
      names = "--seconds",
      defaultValue = "3",
      description = "Length of each measured run (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int count;

  int seconds() {
    return seconds;
  }

  int count() {
    return count;
  }

  void check() {
    if (seconds < 1 || count < 1) {
      throw new BenchException("--seconds and --rounds must be at least 1.");
    }
  }

  @Override
  public String toString() {
    return "%d rounds of %d s per run, interleaved; medians".formatted(count, seconds);
  }

  /** Measures the scenarios by turns. One that fails is reported, and left out from then on. */
  List<Finding> run(List<Scenario> scenarios, Progress progress) {
    return run(scenarios, count, progress);
  }

  /** Measures each scenario once. */
  static List<Finding> once(List<Scenario> scenarios, Progress progress) {
    return run(scenarios, 1, progress);
  }

  static List<Finding> run(List<Scenario> scenarios, int count, Progress progress) {
    Map<Scenario, String> failures = new LinkedHashMap<>();
    for (Scenario scenario : scenarios) {
      progress.show("Preparing: " + scenario.title());
      attempt(scenario, scenario::warmUp, failures, progress);
    }
    for (int round = 1; round <= count; round++) {
      for (Scenario scenario : scenarios) {
        if (!failures.containsKey(scenario)) {
          progress.show("Round %d of %d: %s".formatted(round, count, scenario.title()));
          attempt(scenario, scenario::round, failures, progress);
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      String failure = failures.get(scenario);
      if (failure == null) {
        findings.addAll(scenario.findings());
      } else {
        findings.add(Finding.failed(scenario.title(), failure));
      }
    }
    scenarios.forEach(Scenario::close);
    return findings;
  }

  private static void attempt(
      Scenario scenario, Runnable step, Map<Scenario, String> failures, Progress progress) {
    try {
      step.run();
    } catch (BenchException e) {
      progress.keep(scenario.title() + " failed: " + e.getMessage());
      failures.put(scenario, String.valueOf(e.getMessage()));
    }
  }
}
