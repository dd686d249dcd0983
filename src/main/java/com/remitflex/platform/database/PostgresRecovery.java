package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Recovers restored files up to a place in the WAL, before anything connects to them. */
record PostgresRecovery(DataDirectory data, PostgresLauncher launcher) {
  private static final long STARTED_WITHIN_SECONDS = 20;

  /**
   * Runs the recovery to its end, then gives the files to the role of this data directory.
   *
   * @throws DatabaseStartException if the WAL does not reach the target, or is damaged
   */
  void run(RecoveryTarget target, Consumer<String> progress) throws IOException {
    PostgresCommand command =
        PostgresCommand.prepare(data, PostgresBinaries.prepare(data.spareCache(), progress));
    Path settings = data.postgres().resolve("postgresql.auto.conf");
    Files.writeString(settings, text(target.settings()));
    Files.writeString(data.postgres().resolve("recovery.signal"), "");
    launcher.access().close();
    try {
      progress.accept("Recovering the database ...");
      command.start(PostgresPort.choose(data), "");
      awaitEnd(command, progress);
    } finally {
      launcher.shutDown();
    }
    if (Files.exists(data.postgres().resolve("recovery.signal"))) {
      throw new IllegalStateException("PostgreSQL was stopped before the end of its recovery");
    }
    Files.writeString(settings, "");
    launcher.takeOver(command, progress);
  }

  private static String text(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(one -> one.getKey() + " = '" + one.getValue().replace("'", "''") + "'\n")
        .collect(Collectors.joining());
  }

  private void awaitEnd(PostgresCommand command, Consumer<String> progress) throws IOException {
    long start = System.nanoTime();
    long reported = 0;
    boolean started = false;
    while (true) {
      Optional<Postmaster> postmaster = Postmaster.find(data.postgres());
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      if (postmaster.filter(Postmaster::isReady).isPresent()) {
        return;
      }
      started |= postmaster.isPresent();
      if (postmaster.isEmpty() && (started || hasEnded() || seconds > STARTED_WITHIN_SECONDS)) {
        throw new DatabaseStartException(
            "The database could not be recovered ("
                + command.failure()
                + "). PostgreSQL's log is "
                + data.log()
                + ".");
      }
      if (seconds >= reported + 5) {
        reported = seconds;
        progress.accept("Recovering the database, " + seconds + " s ...");
      }
      launcher.pause(50);
    }
  }

  private boolean hasEnded() throws IOException {
    return Postmaster.processesIn(data.postgres()).isEmpty();
  }
}
