package com.remitflex.platform.database;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where the recovery of restored files ends.
 *
 * @param archive the directory of further WAL files; empty to use only those of the backup
 * @param restorePoint a place that the WAL names
 * @param time the end is after the last commit before this time; without both, it is the end of the
 *     WAL
 */
public record RecoveryTarget(
    Optional<Path> archive, Optional<String> restorePoint, Optional<Instant> time) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The end of a backup. */
  public static RecoveryTarget of(String restorePoint) {
    return new RecoveryTarget(Optional.empty(), Optional.of(restorePoint), Optional.empty());
  }

  /** The settings of PostgreSQL for it. */
  Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("restore_command", archive.map(RecoveryTarget::command).orElse("false"));
    settings.put("recovery_target_action", "promote");
    // Otherwise PostgreSQL reports itself as ready before the recovery has ended.
    settings.put("hot_standby", "off");
    settings.put("recovery_target_timeline", archive.isPresent() ? "latest" : "current");
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
