package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs commands as a user does: with `./remitflex`, which chooses the options of the JVM. */
final class Launcher {
  private Launcher() {}

  /**
   * A command that was not started.
   *
   * @param settings its environment, instead of all settings of this process
   */
  static ProcessBuilder process(Map<String, String> settings, String... command) {
    List<String> line = new ArrayList<>(List.of(Product.home().resolve("remitflex").toString()));
    line.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(line);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("REMITFLEX_"));
    environment.putAll(settings);
    environment.put("REMITFLEX_NO_BUILD", "1");
    environment.put("REMITFLEX_JAVA_HOME", System.getProperty("java.home"));
    String options = System.getenv("REMITFLEX_BENCH_SERVER_OPTS");
    if (options != null) {
      environment.put("REMITFLEX_JAVA_OPTS", options);
    }
    return builder;
  }
}
