package com.remitflex.bench;

import java.time.Duration;

/** Processor time used so far by the server, its PostgreSQL, and this program. */
record CpuTime(Duration server, PostgresTime postgres, Duration clients) {
  static CpuTime now(long serverPid, Sql sql) {
    return new CpuTime(
        ProcessHandle.of(serverPid).map(CpuTime::of).orElse(Duration.ZERO),
        PostgresTime.now(sql),
        of(ProcessHandle.current()));
  }

  static Duration of(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
