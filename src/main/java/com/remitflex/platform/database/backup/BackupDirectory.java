package com.remitflex.platform.database.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * A directory of backups, each in a directory with the time of its start. A backup has another name
 * until it is complete. One process at a time writes here.
 */
public final class BackupDirectory implements AutoCloseable {
  private static final String PREFIX = "backup-";
  private static final String PARTIAL = ".partial";
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path path;
  private final FileChannel lockFile;

  private BackupDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Locks the directory for this process, and creates it if it is missing. */
  public static BackupDirectory own(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      FileChannel channel =
          FileChannel.open(
              path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isLocked(channel)) {
        channel.close();
        throw running(path.toString());
      }
      return new BackupDirectory(path.toRealPath(), channel);
    } catch (IOException e) {
      throw new BackupException(
          "The backup directory "
              + path
              + " cannot be created or written ("
              + e
              + "). Make it writable, or choose another one.",
          e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  static BackupException running(String where) {
    return new BackupException(
        "Another backup is running ("
            + where
            + "). Wait until it is complete, then start this one again. Nothing was changed.");
  }

  Path path() {
    return path;
  }

  /** Creates the directory of a new backup, and deletes what interrupted ones have left. */
  Path begin(Instant now) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      for (Path left : entries.filter(BackupDirectory::isPartial).toList()) {
        FileUtils.deleteDirectory(left.toFile());
      }
    }
    String name = PREFIX + NAME.format(now);
    if (Files.exists(path.resolve(name))) {
      throw new BackupException(
          path.resolve(name) + " already exists. Start the backup again in a second.");
    }
    return Files.createDirectory(path.resolve(name + PARTIAL));
  }

  /** Gives a complete backup its name. */
  Path complete(Path partial) throws IOException {
    String name = partial.getFileName().toString();
    Path complete = partial.resolveSibling(name.substring(0, name.length() - PARTIAL.length()));
    try {
      Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new BackupException(
          "The file system of " + path + " cannot rename a directory. Choose another directory.",
          e);
    }
    FileCopy.syncDirectory(path);
    return complete;
  }

  /** The complete backups in a directory, newest first. */
  static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(PREFIX))
          .filter(entry -> !isPartial(entry) && Files.isDirectory(entry))
          .sorted(Comparator.comparing(Path::getFileName).reversed())
          .toList();
    }
  }

  /** Whether the directory has only a backup that was never completed. */
  static boolean hasPartial(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.anyMatch(BackupDirectory::isPartial);
    }
  }

  private static boolean isPartial(Path entry) {
    String name = entry.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(PARTIAL);
  }

  /** The newest complete backup of this directory, to see which installation it belongs to. */
  Optional<Path> newest() throws IOException {
    return list(path).stream().findFirst();
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot release " + path, e);
    }
  }
}
