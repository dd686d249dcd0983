package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Recovers restored files up to a place in the WAL, before anything connects to them. */
public final class PostgresRecovery {
  private static final long STARTED_WITHIN_SECONDS = 20;

  private final DataDirectory data;
  private final PostgresLauncher launcher;

  PostgresRecovery(DataDirectory data, PostgresLauncher launcher) {
    this.data = data;
    this.launcher = launcher;
  }

  /**
   * Where the recovery of restored files ends.
   *
   * @param archive the directory of further WAL files, from which PostgreSQL also learns which
   *     timelines exist; empty to use only those of the backup
   * @param restorePoint a place that the WAL names
   * @param time the end is after the last commit before this time; without both, it is the end of
   *     the WAL
   * @param timeline the timeline to follow; empty for that of the backup
   */
  public record Target(
      Optional<Path> archive,
      Optional<String> restorePoint,
      Optional<Instant> time,
      Optional<Integer> timeline) {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The end of a backup. */
    public static Target of(String restorePoint) {
      return new Target(
          Optional.empty(), Optional.of(restorePoint), Optional.empty(), Optional.empty());
    }

    /** The settings of PostgreSQL for it. */
    Map<String, String> settings() {
      Map<String, String> settings = new LinkedHashMap<>();
      settings.put("restore_command", archive.map(Target::command).orElse("false"));
      settings.put("recovery_target_action", "promote");
      // Otherwise PostgreSQL reports itself as ready before the recovery has ended.
      settings.put("hot_standby", "off");
      settings.put("recovery_target_timeline", timeline.map(String::valueOf).orElse("current"));
      restorePoint.ifPresent(name -> settings.put("recovery_target_name", name));
      time.ifPresent(instant -> settings.put("recovery_target_time", TIME.format(instant)));
      return settings;
    }

    /** Each file may be compressed or not; the shell's words may contain any character. */
    private static String command(Path directory) {
      String quoted = "'" + directory.toString().replace("%", "%%").replace("'", "'\\''") + "'";
      return "d="
          + quoted
          + "; if [ -f \"$d/%f.gz\" ]; then gzip -dc \"$d/%f.gz\" >\"%p\";"
          + " else cp \"$d/%f\" \"%p\"; fi";
    }
  }

  /**
   * Runs the recovery to its end, then gives the files to the role of this data directory.
   *
   * @throws DatabaseStartException if the WAL does not reach the target, or is damaged
   */
  void run(Target target, Consumer<String> progress) throws IOException {
    PostgresCommand command =
        PostgresCommand.prepare(data, PostgresBinaries.prepare(data.spareCache(), progress));
    Map<String, String> settings = new LinkedHashMap<>(launcher.archive().settings());
    settings.putAll(target.settings());
    Files.writeString(data.postgres().resolve("recovery.signal"), "");
    launcher.access().close();
    try {
      progress.accept("Recovering the database ...");
      command.start(PostgresPort.choose(data), "", settings);
      awaitEnd(command, progress);
    } finally {
      launcher.shutDown();
    }
    if (Files.exists(data.postgres().resolve("recovery.signal"))) {
      throw new IllegalStateException("PostgreSQL was stopped before the end of its recovery");
    }
    Files.writeString(data.postgres().resolve(PostgresCommand.SETTINGS_FILE), "");
    launcher.takeOver(command, progress);
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
        throw failed(command.failure());
      }
      if (seconds >= reported + 5) {
        reported = seconds;
        progress.accept("Recovering the database, " + seconds + " s ...");
      }
      launcher.pause(50);
    }
  }

  private DatabaseStartException failed(String reason) {
    return new DatabaseStartException(
        reason.contains("before configured recovery target was reached")
            ? "The archived WAL ends before this time. Choose an earlier time, or restore without"
                + " --to. Nothing was changed."
            : "The database could not be recovered ("
                + reason
                + "). PostgreSQL's log is "
                + data.log()
                + ".");
  }

  private boolean hasEnded() throws IOException {
    return Postmaster.processesIn(data.postgres()).isEmpty();
  }
}
