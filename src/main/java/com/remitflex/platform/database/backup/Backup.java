package com.remitflex.platform.database.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** A complete backup: the files of PostgreSQL with their WAL, the secrets, and the checksums. */
public final class Backup {
  static final String INFO = "backup.json";
  static final String SUMS = "SHA256SUMS";
  static final String POSTGRES = "postgres";
  static final String WAL = "wal";
  static final String SECRETS = "secrets.enc";

  private final Path path;
  private final BackupInfo info;
  private final Checksums sums;

  private Backup(Path path, BackupInfo info, Checksums sums) {
    this.path = path;
    this.info = info;
    this.sums = sums;
  }

  public Path path() {
    return path;
  }

  public BackupInfo info() {
    return info;
  }

  /**
   * The newest backup in a directory, or the backup that the path names.
   *
   * @param to if present, the backup must have ended before this time
   */
  public static Backup find(Path directory, Optional<Instant> to) {
    try {
      if (Files.exists(directory.resolve(INFO))) {
        return requireBefore(open(directory), to);
      }
      List<Path> complete = BackupDirectory.list(directory);
      if (complete.isEmpty()) {
        throw new BackupException(
            BackupDirectory.hasPartial(directory)
                ? directory + " contains only a backup that was interrupted. It cannot be restored."
                : directory + " contains no backup. Name the directory of ./remitflex backup.");
      }
      for (Path candidate : complete) {
        Backup backup = open(candidate);
        if (to.isEmpty() || !backup.info().endedAt().isAfter(to.get())) {
          return backup;
        }
      }
      return requireBefore(open(complete.getLast()), to);
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new BackupException(directory + " is not a directory of backups.", e);
    } catch (IOException e) {
      throw new BackupException("Cannot read " + directory + " (" + e + ").", e);
    }
  }

  private static Backup requireBefore(Backup backup, Optional<Instant> to) {
    if (to.isPresent() && backup.info().endedAt().isAfter(to.get())) {
      throw new BackupException(
          "The oldest backup ended at "
              + backup.info().endedAt()
              + ", so "
              + to.get()
              + " cannot be restored. Choose a later time.");
    }
    return backup;
  }

  static Backup open(Path path) throws IOException {
    Checksums sums =
        Checksums.read(text(path, SUMS)).orElseThrow(() -> damaged(path, path.resolve(SUMS)));
    String infoText = text(path, INFO);
    String infoSum = sums.byFile().get(INFO);
    if (infoSum == null || !FileCopy.sha256(path.resolve(INFO)).equals(infoSum)) {
      throw damaged(path, path.resolve(INFO));
    }
    BackupInfo info =
        BackupInfoJson.read(infoText)
            .orElseThrow(() ->
                new BackupException(
                    path + " was made by a newer RemitFlex. Restore it with that release."));
    if (sums.byFile().size() != info.files() + 1) {
      throw damaged(path, path.resolve(SUMS));
    }
    return new Backup(path, info, sums);
  }

  private static String text(Path path, String name) throws IOException {
    try {
      return Files.readString(path.resolve(name), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw damaged(path, path.resolve(name));
    }
  }

  private static BackupException damaged(Path backup, Path file) {
    return new BackupException(
        "The backup "
            + backup
            + " is damaged: "
            + file
            + " is missing or does not match its checksum. Restore another backup.");
  }

  /** PostgreSQL's number of the history that the backup belongs to: each restore begins another. */
  public int timeline() {
    return sums.byFile().keySet().stream()
        .filter(file -> file.startsWith(WAL + "/"))
        .map(file -> file.substring(WAL.length() + 1))
        .filter(WalNames::isSegment)
        .map(name -> Integer.parseInt(name.substring(0, 8), 16))
        .findFirst()
        .orElseThrow(() -> damaged(path, path.resolve(WAL)));
  }

  /** The encrypted secrets; empty for a backup without them. */
  public Optional<byte[]> secrets() {
    if (!info.hasSecrets()) {
      return Optional.empty();
    }
    Path file = path.resolve(SECRETS);
    try {
      if (!Files.exists(file)
          || !FileCopy.sha256(file).equals(sums.byFile().getOrDefault(SECRETS, ""))) {
        throw damaged(path, file);
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new BackupException("Cannot read " + file + " (" + e + ").", e);
    }
  }

  /** Copies the files of PostgreSQL into an empty directory, and checks each of them. */
  public void copyTo(Path postgres, Consumer<String> lines) throws IOException {
    Progress progress = new Progress("Restore", info.bytes(), lines);
    for (String directory : info.directories()) {
      Files.createDirectories(postgres.resolve(directory));
    }
    for (Map.Entry<String, String> one : sums.byFile().entrySet()) {
      Path target = target(postgres, Path.of(one.getKey()));
      if (target.equals(postgres)) {
        continue;
      }
      Path source = path.resolve(one.getKey());
      if (!Files.isRegularFile(source)
          || !FileCopy.copy(source, target, progress::add).equals(one.getValue())) {
        throw damaged(path, source);
      }
    }
    for (String directory : info.directories()) {
      FileCopy.syncDirectory(postgres.resolve(directory));
    }
    FileCopy.syncDirectory(postgres);
  }

  /** What differs between the counts of this backup and those of a restored database. */
  public List<String> differences(Handle restored) {
    List<String> tables = List.copyOf(new TreeSet<>(info.counts().keySet()));
    Map<String, Long> counts = BackupStore.counts(restored, tables);
    return tables.stream()
        .filter(table -> !Objects.equals(info.counts().get(table), counts.get(table)))
        .map(table ->
            table
                + ": "
                + info.counts().get(table)
                + " rows when the backup was made, "
                + counts.get(table)
                + " in the copy")
        .toList();
  }

  /** Where a file of the backup belongs; the directory itself if it is not one of PostgreSQL. */
  private Path target(Path postgres, Path file) {
    Path first = file.getName(0);
    if (file.getNameCount() < 2 || !file.normalize().equals(file)) {
      return postgres;
    }
    Path rest = first.relativize(file);
    return switch (first.toString()) {
      case POSTGRES -> postgres.resolve(rest);
      case WAL -> postgres.resolve("pg_wal").resolve(rest);
      default -> postgres;
    };
  }
}
