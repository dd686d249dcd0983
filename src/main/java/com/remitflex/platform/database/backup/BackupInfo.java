package com.remitflex.platform.database.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The description of a backup.
 *
 * @param systemId PostgreSQL's identifier of the installation's files
 * @param endedAt the database's time at the end of the backup, whose state a restore has
 * @param restorePoint the name of the place in the WAL that is the end of the backup
 * @param schema version of the newest migration
 * @param hasSecrets whether it contains the encrypted secrets
 * @param counts number of rows at the end of the backup, by table
 * @param directories relative paths of the directories of PostgreSQL
 * @param files number of files, without the description and the list of checksums
 * @param bytes size of these files together
 */
public record BackupInfo(
    String systemId,
    Instant startedAt,
    Instant endedAt,
    String restorePoint,
    String schema,
    boolean hasSecrets,
    Map<String, Long> counts,
    List<String> directories,
    long files,
    long bytes) {
  public BackupInfo {
    counts = Map.copyOf(counts);
    directories = List.copyOf(directories);
  }
}
