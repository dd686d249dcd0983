package com.remitflex.core.audit;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.jobs.PeriodicTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the last entry of each audit log to the server's log: of all accounts when the node
 * starts, then every ten minutes of those with new entries. An attacker who rolls back a chain in
 * the database cannot roll back a server log that was shipped elsewhere.
 */
public final class AuditWitnessLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditWitnessLog.class);
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final int HEADS_PER_LINE = 20;

  private final Database database;
  private final Map<String, Long> written = new HashMap<>();
  private final PeriodicTask task =
      new PeriodicTask(
          "audit-witness",
          Duration.ZERO,
          INTERVAL,
          "the heads of the audit log are written to the server log later",
          () -> {
            run();
            return INTERVAL;
          });

  public AuditWitnessLog(Database database) {
    this.database = database;
  }

  public AuditWitnessLog start() {
    task.start();
    return this;
  }

  void run() {
    List<AuditWitness> grown = new ArrayList<>();
    for (AuditHead head : database.with(AuditStore::heads)) {
      if (head.seq() > written.getOrDefault(head.accountId(), 0L)) {
        written.put(head.accountId(), head.seq());
        grown.add(AuditWitness.of(head));
      }
    }
    for (int i = 0; i < grown.size(); i += HEADS_PER_LINE) {
      LOG.info(
          "{}",
          grown.subList(i, Math.min(grown.size(), i + HEADS_PER_LINE)).stream()
              .map(AuditWitness::line)
              .collect(Collectors.joining("; ")));
    }
  }

  @Override
  public void close() {
    task.close();
  }
}
