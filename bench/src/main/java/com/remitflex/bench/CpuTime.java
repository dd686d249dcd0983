package com.remitflex.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Processor time used so far by the server, each process of its PostgreSQL, and this program. */
record CpuTime(Duration server, Map<Long, Duration> postgres, Duration clients) {
  static CpuTime now(long serverPid, Sql sql) {
    Map<Long, Duration> postgres = new HashMap<>();
    String pids = sql.text("SELECT string_agg(pid::text, ',') FROM pg_stat_activity");
    Arrays.stream(pids.split(",")).map(Long::valueOf).forEach(pid -> postgres.put(pid, of(pid)));
    return new CpuTime(of(serverPid), postgres, of(ProcessHandle.current().pid()));
  }

  Duration serverSince(CpuTime before) {
    return server.minus(before.server);
  }

  /** Leaves out what processes used that have ended. */
  Duration postgresSince(CpuTime before) {
    return postgres.entrySet().stream()
        .map(e -> e.getValue().minus(before.postgres.getOrDefault(e.getKey(), Duration.ZERO)))
        .reduce(Duration.ZERO, Duration::plus);
  }

  Duration clientsSince(CpuTime before) {
    return clients.minus(before.clients);
  }

  private static Duration of(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }
}
