package com.remitflex.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processor time used so far by the processes of a PostgreSQL on this machine.
 *
 * @param running of each process that runs, by its ID
 * @param ended of all those that have ended
 * @param vacuum the processes of autovacuum among those that run
 */
record PostgresTime(Map<Long, Duration> running, Duration ended, Set<Long> vacuum) {
  /** Linux reports the time of processes in hundredths of a second. */
  private static final long TICK_MILLIS = 10;

  /** Where the times of children that have ended are, after the name of the program. */
  private static final int CHILDREN_USER_AT = 13;

  static PostgresTime now(Sql sql) {
    long backend = Long.parseLong(sql.text("SELECT pg_backend_pid()"));
    ProcessHandle postmaster =
        ProcessHandle.of(backend)
            .flatMap(ProcessHandle::parent)
            .orElseThrow(() -> new BenchException("PostgreSQL does not run on this machine."));
    String vacuum =
        sql.text(
            "SELECT coalesce(string_agg(pid::text, ' '), '') FROM pg_stat_activity"
                + " WHERE backend_type LIKE 'autovacuum%'");
    Map<Long, Duration> running =
        postmaster.children().collect(Collectors.toMap(ProcessHandle::pid, CpuTime::of));
    running.put(postmaster.pid(), CpuTime.of(postmaster));
    return new PostgresTime(running, ofEnded(postmaster.pid()), pids(vacuum));
  }

  private static Set<Long> pids(String list) {
    return list.isEmpty()
        ? Set.of()
        : Stream.of(list.split(" ")).map(Long::valueOf).collect(Collectors.toSet());
  }

  /** What all processes have used since an earlier moment. */
  Duration since(PostgresTime before) {
    return total().minus(before.total());
  }

  /**
   * What the processes that still run have used since an earlier moment, except autovacuum: it
   * works when it is due, and not only for what is being measured.
   */
  Duration sinceWithoutVacuum(PostgresTime before) {
    return running.entrySet().stream()
        .filter(process -> !vacuum.contains(process.getKey()))
        .map(process ->
            process
                .getValue()
                .minus(before.running.getOrDefault(process.getKey(), Duration.ZERO)))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private Duration total() {
    return running.values().stream().reduce(ended, Duration::plus);
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
