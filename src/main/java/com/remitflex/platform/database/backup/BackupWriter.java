package com.remitflex.platform.database.backup;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseAddress;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.jdbi.v3.core.Handle;

/**
 * Makes a backup of an embedded PostgreSQL while it runs, by PostgreSQL's low-level functions: its
 * files may change while they are copied, and the WAL of that time makes them consistent.
 *
 * @param platform the platform's database
 * @param postgres the directory of PostgreSQL's files
 * @param tables the tables whose rows are counted
 * @param lines receives the progress
 */
public record BackupWriter(
    DatabaseAddress platform, Path postgres, List<String> tables, Consumer<String> lines) {
  /** Beyond the size of the files: WAL of the time of the backup. */
  private static final long ROOM_FOR_WAL = 64L << 20;

  /**
   * Writes a backup; it is complete, or nothing of it remains.
   *
   * @param secrets the encrypted secrets
   */
  public Backup write(BackupDirectory directory, Optional<byte[]> secrets) {
    try {
      return Database.longSession(
          platform.inDatabase("postgres"),
          session -> {
            if (!BackupStore.keepWal(session)) {
              throw BackupDirectory.running("of this database");
            }
            try {
              return write(session, directory, secrets);
            } catch (IOException e) {
              throw failed(directory, e);
            }
          });
    } catch (BackupException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new BackupException(
          "The backup failed: " + e.getMessage() + ". It was removed; earlier ones are unchanged.",
          e);
    }
  }

  private static BackupException failed(BackupDirectory directory, IOException e) {
    return new BackupException(
        "The backup failed while writing "
            + directory.path()
            + " ("
            + e.getMessage()
            + "). The incomplete backup was removed, and earlier ones are unchanged. Free disk"
            + " space or check the disk, then start it again.",
        e);
  }

  private Backup write(Handle session, BackupDirectory directory, Optional<byte[]> secrets)
      throws IOException {
    requireSameInstallation(directory, BackupStore.systemId(session));
    PostgresFiles expected = PostgresFiles.in(postgres);
    requireRoom(directory, expected.bytes() + ROOM_FOR_WAL);
    Path partial = directory.begin(Instant.now());
    try {
      new Writing(session, partial, expected.bytes()).run(secrets);
      return Backup.open(directory.complete(partial));
    } catch (IOException | RuntimeException | Error e) {
      FileUtils.deleteQuietly(partial.toFile());
      throw e;
    }
  }

  private static void requireSameInstallation(BackupDirectory directory, String systemId)
      throws IOException {
    Optional<Path> newest = directory.newest();
    if (newest.isPresent() && !Backup.open(newest.get()).info().systemId().equals(systemId)) {
      throw new BackupException(
          directory.path()
              + " contains backups of another installation. Choose another directory. Nothing was"
              + " changed.");
    }
  }

  private static void requireRoom(BackupDirectory directory, long bytes) throws IOException {
    long room = Files.getFileStore(directory.path()).getUsableSpace();
    if (room < bytes) {
      throw new BackupException(
          "The backup needs about "
              + Progress.text(bytes)
              + ", but "
              + directory.path()
              + " has only "
              + Progress.text(room)
              + " free. Free disk space, or choose another directory. Nothing was changed.");
    }
  }

  /** One backup in progress. */
  private final class Writing {
    private final Handle session;
    private final Path partial;
    private final Progress progress;
    private final Checksums sums = new Checksums();

    Writing(Handle session, Path partial, long bytes) {
      this.session = session;
      this.partial = partial;
      this.progress = new Progress("Backup", bytes, lines);
    }

    void run(Optional<byte[]> secrets) throws IOException {
      Instant startedAt = BackupStore.now(session);
      String label = "remitflex-" + startedAt.toEpochMilli();
      lines.accept("Backup: waiting for a checkpoint of PostgreSQL ...");
      String firstWal = BackupStore.start(session, label);
      PostgresFiles files = copyFiles();
      BackupStore.Stop stop = BackupStore.stop(session);
      add(Backup.POSTGRES + "/backup_label", stop.label());
      if (!stop.tablespaces().isBlank()) {
        add(Backup.POSTGRES + "/tablespace_map", stop.tablespaces());
      }
      BackupStore.End end = BackupStore.end(session, platform, label, tables);
      copyWal(WalNames.between(firstWal, end.walFile()));
      if (secrets.isPresent()) {
        sums.add(Backup.SECRETS, FileCopy.write(partial.resolve(Backup.SECRETS), secrets.get()));
      }
      BackupInfo info =
          new BackupInfo(
              BackupStore.systemId(session),
              startedAt,
              end.time(),
              label,
              end.schema(),
              secrets.isPresent(),
              end.counts(),
              files.directories().stream().map(Path::toString).toList(),
              sums.byFile().size(),
              progress.done());
      add(Backup.INFO, BackupInfoJson.text(info));
      String _ =
          FileCopy.write(
              partial.resolve(Backup.SUMS), sums.text().getBytes(StandardCharsets.ISO_8859_1));
      syncDirectories(files);
    }

    private PostgresFiles copyFiles() throws IOException {
      Path target = Files.createDirectory(partial.resolve(Backup.POSTGRES));
      PostgresFiles files = PostgresFiles.in(postgres);
      for (Path directory : files.directories()) {
        Files.createDirectories(target.resolve(directory));
      }
      for (Path file : files.files()) {
        try {
          sums.add(
              Backup.POSTGRES + "/" + file,
              FileCopy.copy(postgres.resolve(file), target.resolve(file), progress::add));
        } catch (NoSuchFileException | FileNotFoundException e) {
          // Deleted by PostgreSQL in the meantime, of which the WAL knows too.
          if (Files.exists(postgres.resolve(file))) {
            throw e;
          }
          Files.deleteIfExists(target.resolve(file));
        }
      }
      return files;
    }

    private void copyWal(List<String> needed) throws IOException {
      Path source = postgres.resolve("pg_wal");
      Path target = Files.createDirectory(partial.resolve(Backup.WAL));
      List<String> names = new ArrayList<>(needed);
      try (Stream<Path> entries = Files.list(source)) {
        entries
            .map(entry -> entry.getFileName().toString())
            .filter(name -> name.endsWith(".history"))
            .forEach(names::add);
      }
      for (String name : names) {
        sums.add(
            Backup.WAL + "/" + name,
            FileCopy.copy(source.resolve(name), target.resolve(name), progress::add));
      }
      FileCopy.syncDirectory(target);
    }

    private void add(String name, String content) throws IOException {
      sums.add(
          name, FileCopy.write(partial.resolve(name), content.getBytes(StandardCharsets.UTF_8)));
    }

    private void syncDirectories(PostgresFiles files) throws IOException {
      Path copied = partial.resolve(Backup.POSTGRES);
      for (Path directory : files.directories()) {
        FileCopy.syncDirectory(copied.resolve(directory));
      }
      FileCopy.syncDirectory(copied);
      FileCopy.syncDirectory(partial);
    }
  }
}
