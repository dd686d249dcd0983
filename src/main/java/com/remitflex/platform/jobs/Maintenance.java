package com.remitflex.platform.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import java.time.Duration;
import java.util.List;

/**
 * Runs the maintenance tasks of all features. The database knows when each is due, so a task
 * neither runs on two nodes at the same time nor is skipped because nodes restart often. When a
 * node dies during a run, another node takes the task over after about two minutes. A run that
 * fails is logged, and the next one follows after the task's interval.
 */
public final class Maintenance implements AutoCloseable {
  private static final String TABLE = "maintenance_task";
  private static final Duration MAX_POLL = Duration.ofSeconds(10);
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);
  private static final int MISSED_HEARTBEATS = 4;
  private static final Duration MAX_CLOSE = Duration.ofSeconds(10);

  private final Scheduler scheduler;

  /**
   * Maintenance that does not run yet.
   *
   * @param clock the database's time, so that a node with a wrong clock does not delay a task
   */
  public Maintenance(Database database, DatabaseClock clock, List<MaintenanceTask> tasks) {
    Duration shortest =
        tasks.stream().map(MaintenanceTask::interval).min(Duration::compareTo).orElse(MAX_POLL);
    this.scheduler =
        Scheduler.create(database.dataSource())
            .startTasks(tasks.stream().map(Maintenance::recurring).toList())
            .tableName(TABLE)
            .clock(clock::now)
            .threads(1)
            .pollingInterval(shortest.compareTo(MAX_POLL) < 0 ? shortest : MAX_POLL)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .shutdownMaxWait(MAX_CLOSE)
            .failureLogging(LogLevel.WARN, true)
            .build();
  }

  private static RecurringTask<Void> recurring(MaintenanceTask task) {
    return Tasks.recurring(task.name(), FixedDelay.of(task.interval()))
        .execute(
            (instance, context) -> task.work().accept(context.getSchedulerState()::isShuttingDown));
  }

  public Maintenance start() {
    scheduler.start();
    return this;
  }

  /** Waits for a run in progress, at most ten seconds. */
  @Override
  public void close() {
    scheduler.stop();
  }
}
