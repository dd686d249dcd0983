package com.remitflex.bench;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a number depends on: processors, memory, versions, and whether commits reach the disk. */
final class Machine {
  private Machine() {}

  /** The facts by name; those of the database are asked from the server. */
  static Map<String, String> facts(Sql sql) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Memory", gibibytes() + " GiB");
    facts.put("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("JDK", Runtime.version().toString());
    facts.put("PostgreSQL", sql.text("SHOW server_version"));
    for (String setting :
        new String[] {"fsync", "synchronous_commit", "full_page_writes", "shared_buffers"}) {
      facts.put(setting, sql.text("SHOW " + setting));
    }
    return facts;
  }

  private static long gibibytes() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Math.round(system.getTotalMemorySize() / (double) (1L << 30));
  }
}
