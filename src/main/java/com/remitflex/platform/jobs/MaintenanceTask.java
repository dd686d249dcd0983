package com.remitflex.platform.jobs;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Maintenance of the database that one node runs at a time for all nodes.
 *
 * @param name identifies the task in the database; never changes
 * @param interval time from the end of one run to the start of the next, on whichever node
 * @param work does one run; its argument reports whether this node is shutting down, so that a long
 *     run can end early. A run may be repeated after a crash.
 */
public record MaintenanceTask(String name, Duration interval, Consumer<BooleanSupplier> work) {
  /** A task whose runs are short. */
  public static MaintenanceTask of(String name, Duration interval, Runnable work) {
    return new MaintenanceTask(name, interval, stopping -> work.run());
  }
}
