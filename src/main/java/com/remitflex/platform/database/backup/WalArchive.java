package com.remitflex.platform.database.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WAL files that PostgreSQL archives next to the backups. It archives a file each minute, which
 * is mostly empty, so the server compresses them.
 */
public final class WalArchive {
  private static final Logger LOG = LoggerFactory.getLogger(WalArchive.class);
  private static final String COMPRESSED = ".gz";

  private WalArchive() {}

  /** The archive in a directory of backups. */
  public static Path in(Path backups) {
    return backups.toAbsolutePath().normalize().resolve("wal");
  }

  /** Creates the archive. If it cannot, PostgreSQL keeps its WAL until the directory exists. */
  public static void create(Path archive) {
    try {
      if (!Files.isDirectory(archive)) {
        Files.createDirectories(archive);
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException e) {
      LOG.error("the WAL archive {} cannot be created: {}", archive, e.toString());
    }
  }

  /** The timelines after this one that restores have begun, in order. */
  public static List<Integer> timelinesAfter(Path archive, int timeline) throws IOException {
    try (Stream<Path> entries = Files.list(archive)) {
      return entries
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("[0-9A-F]{8}\\.history"))
          .map(name -> Integer.parseInt(name.substring(0, 8), 16))
          .filter(number -> number > timeline)
          .sorted()
          .toList();
    }
  }

  /** Compresses the files that are complete. */
  public static void compress(Path archive) {
    try (Stream<Path> entries = Files.list(archive)) {
      List<Path> complete =
          entries.filter(file -> WalNames.isSegment(file.getFileName().toString())).toList();
      for (Path file : complete) {
        compressFile(archive, file);
      }
    } catch (IOException e) {
      LOG.warn("the WAL archive {} cannot be compressed: {}", archive, e.toString());
    }
  }

  private static void compressFile(Path archive, Path file) throws IOException {
    Path compressed = file.resolveSibling(file.getFileName() + COMPRESSED);
    if (Files.exists(compressed)) {
      // Archived twice, as after a crash; or the archive of two platforms.
      if (hasContent(compressed, file)) {
        Files.delete(file);
      } else {
        LOG.error("{} differs from the file with this name that is archived already", file);
      }
      return;
    }
    Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
    try (FileChannel channel =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream out = new GZIPOutputStream(Channels.newOutputStream(channel), 1 << 16);
      Files.copy(file, out);
      ((GZIPOutputStream) out).finish();
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(partial);
      throw e;
    }
    Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rw-------"));
    Files.move(partial, compressed, StandardCopyOption.ATOMIC_MOVE);
    FileCopy.syncDirectory(archive);
    Files.delete(file);
  }

  private static boolean hasContent(Path compressed, Path file) throws IOException {
    try (InputStream expected = new BufferedInputStream(Files.newInputStream(file));
        InputStream archived = new GZIPInputStream(Files.newInputStream(compressed))) {
      byte[] block = expected.readNBytes(1 << 16);
      while (block.length > 0) {
        if (!Arrays.equals(block, archived.readNBytes(block.length))) {
          return false;
        }
        block = expected.readNBytes(1 << 16);
      }
      return archived.read() < 0;
    }
  }

  /** Whether PostgreSQL could not archive its last file, in which case it keeps all of them. */
  public static List<String> violations(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT 'WAL cannot be archived since ' || last_failed_time || ': ' || last_failed_wal
              || '. PostgreSQL keeps all WAL until it can: free disk space in REMITFLEX_BACKUP_DIR,'
              || ' or make it writable'
            FROM pg_stat_archiver
            WHERE last_failed_time > coalesce(last_archived_time, '-infinity')
            """)
        .mapTo(String.class)
        .list();
  }
}
