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
 * Writes the ends of all chains to the server's log: all of them when the node starts, afterwards
 * those that have grown, every ten minutes. Whoever sets a chain back in the database cannot set
 * back a log that was shipped elsewhere.
 */
public final class AuditWitnessLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditWitnessLog.class);
  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final int HEADS_IN_A_LINE = 20;

  private final Database database;
  private final Map<String, Long> written = new HashMap<>();
  private final PeriodicTask passes =
      new PeriodicTask(
          "audit-witness",
          Duration.ZERO,
          EVERY,
          "the ends of the audit log are written to the log later",
          () -> {
            pass();
            return EVERY;
          });

  public AuditWitnessLog(Database database) {
    this.database = database;
  }

  public AuditWitnessLog start() {
    passes.start();
    return this;
  }

  void pass() {
    List<AuditWitness> grown = new ArrayList<>();
    for (AuditHead head : database.with(AuditStore::heads)) {
      if (head.seq() > written.getOrDefault(head.accountId(), 0L)) {
        written.put(head.accountId(), head.seq());
        grown.add(AuditWitness.of(head));
      }
    }
    for (int i = 0; i < grown.size(); i += HEADS_IN_A_LINE) {
      LOG.info(
          "{}",
          grown.subList(i, Math.min(grown.size(), i + HEADS_IN_A_LINE)).stream()
              .map(AuditWitness::line)
              .collect(Collectors.joining("; ")));
    }
  }

  @Override
  public void close() {
    passes.close();
  }
}
