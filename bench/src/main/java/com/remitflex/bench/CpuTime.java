package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Processor time used so far by the server, all processes of its PostgreSQL, and this program. */
record CpuTime(Duration server, Duration postgres, Duration clients) {
  /** Linux reports the time of processes in hundredths of a second. */
  private static final long TICK_MILLIS = 10;

  /** Where the times of children that have ended are, after the name of the program. */
  private static final int CHILDREN_USER_AT = 13;

  static CpuTime now(long serverPid, Sql sql) {
    long backend = Long.parseLong(sql.text("SELECT pg_backend_pid()"));
    ProcessHandle postmaster =
        ProcessHandle.of(backend)
            .flatMap(ProcessHandle::parent)
            .orElseThrow(() -> new BenchException("PostgreSQL does not run on this machine."));
    Duration postgres =
        postmaster
            .children()
            .map(CpuTime::of)
            .reduce(of(postmaster).plus(ofEnded(postmaster.pid())), Duration::plus);
    return new CpuTime(
        ProcessHandle.of(serverPid).map(CpuTime::of).orElse(Duration.ZERO),
        postgres,
        of(ProcessHandle.current()));
  }

  private static Duration of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The time of ended children; none where the system does not report it as Linux does. */
  private static Duration ofEnded(long parent) {
    try {
      String stat = Files.readString(Path.of("/proc/" + parent + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks =
          Long.parseLong(fields[CHILDREN_USER_AT]) + Long.parseLong(fields[CHILDREN_USER_AT + 1]);
      return Duration.ofMillis(ticks * TICK_MILLIS);
    } catch (IOException e) {
      return Duration.ZERO;
    }
  }
}
