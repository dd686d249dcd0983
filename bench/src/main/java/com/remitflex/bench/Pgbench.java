package com.remitflex.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.nio.file.Path;

/** PostgreSQL's own load program. */
final class Pgbench {
  private static final Pattern RATE = Pattern.compile("(?m)^tps = ([0-9.]+)");
  private static final Pattern COUNT =
      Pattern.compile("(?m)^number of transactions actually processed: ([0-9]+)");
  private static final Pattern FAILED =
      Pattern.compile("(?m)^number of failed transactions: ([0-9]+)");

  private final Program program;

  private Pgbench(Program program) {
    this.program = program;
  }

  /** Finds the installed program. */
  static Pgbench find() {
    return Program.find("pgbench")
        .map(Pgbench::new)
        .orElseThrow(
            () ->
                new BenchException(
                    "pgbench was not found, and it is what the engine is compared with. Install it"
                        + " (Debian: apt-get install postgresql; elsewhere: PostgreSQL's contrib"
                        + " package), or add it to PATH."));
  }

  String version() {
    return program.run(List.of("--version"), Map.of()).strip();
  }

  /**
   * One measured run.
   *
   * @param postgresMicros processor time of PostgreSQL per transaction
   */
  record Run(double perSecond, double postgresMicros) {}

  /** Runs a script, with prepared statements and without any vacuum. */
  Run run(PgAddress database, Path script, int clients, int seconds, Rig rig) {
    int threads = Math.min(clients, Runtime.getRuntime().availableProcessors());
    List<String> options = new ArrayList<>(database.options());
    options.addAll(
        List.of(
            "--no-vacuum",
            "--protocol=prepared",
            "--client=" + clients,
            "--jobs=" + threads,
            "--time=" + seconds,
            "--file=" + script,
            database.name()));
    CpuTime before = rig.cpuTime();
    String output = program.run(options, Map.of("PGPASSWORD", database.password()));
    CpuTime after = rig.cpuTime();
    Matcher rate = RATE.matcher(output);
    Matcher count = COUNT.matcher(output);
    Matcher failed = FAILED.matcher(output);
    if (!rate.find() || !count.find() || failed.find() && !failed.group(1).equals("0")) {
      throw new BenchException("pgbench did not measure:\n" + output);
    }
    return new Run(
        Double.parseDouble(rate.group(1)),
        Cost.of(before, after, Long.parseLong(count.group(1))).postgres());
  }
}
