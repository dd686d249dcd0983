package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directory in which one RemitFlex process at a time keeps its database, and its lock. */
final class DataDirectory implements AutoCloseable {
  /** PostgreSQL cuts file names off at 1024 bytes; the files below the directory need the rest. */
  private static final int MAX_PATH_BYTES = 800;

  /** pg_ctl puts the path between double quotes in a shell command. */
  private static final Pattern UNSAFE_IN_SHELL = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

  private static final long LOCK_WAIT_MILLIS = 2_000;

  /**
   * The directories this JVM owns. A second channel on the lock file must not even be opened here:
   * closing it would drop the lock that the first one holds (POSIX locks belong to the process).
   */
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Creates the directory when missing and takes it for this process, or says who has it. */
  static DataDirectory own(Path dataDir) {
    Path path = create(dataDir.toAbsolutePath().normalize());
    if (!OWNED.add(path)) {
      throw takenBy(Long.toString(ProcessHandle.current().pid()), path);
    }
    try {
      return lock(path);
    } catch (RuntimeException e) {
      OWNED.remove(path);
      throw e;
    }
  }

  /** Where PostgreSQL keeps its files. */
  Path postgres() {
    return postgresIn(path);
  }

  static Path postgresIn(Path dataDir) {
    return dataDir.toAbsolutePath().normalize().resolve("postgres");
  }

  /** PostgreSQL's own log. */
  Path log() {
    return path.resolve("postgres.log");
  }

  /** Exists while the first start is under way: what such a start left may be thrown away. */
  Path unfinishedMark() {
    return path.resolve("postgres.unfinished");
  }

  /** Where the binaries go when there is no home directory to keep them in. */
  Path spareCache() {
    return path.resolve("cache");
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new IllegalStateException("cannot release " + path, e);
    } finally {
      OWNED.remove(path);
    }
  }

  private static Path create(Path path) {
    if (UNSAFE_IN_SHELL.matcher(path.toString()).find()) {
      throw new DatabaseStartException(
          "the data directory "
              + path
              + " has a quote, dollar, backquote, backslash or control character in its name, which"
              + " PostgreSQL's tools do not take; set REMITFLEX_DATA_DIR to another directory");
    }
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new DatabaseStartException(
          "the path of the data directory is longer than "
              + MAX_PATH_BYTES
              + " bytes, which PostgreSQL does not take; set REMITFLEX_DATA_DIR to a shorter one ("
              + path
              + ")");
    }
    try {
      if (!Files.isDirectory(path)) {
        createPrivate(path);
      }
      return path.toRealPath();
    } catch (IOException e) {
      throw notWritable(path, e);
    }
  }

  /** Creates a directory (parents too) that only this user may enter, or makes it so. */
  static void createPrivate(Path path) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
  }

  private static DataDirectory lock(Path path) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              path.resolve("server.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      // A killed JVM keeps its locks until the system has taken its memory apart.
      for (long waited = 0; lock == null && waited < LOCK_WAIT_MILLIS; waited += 50) {
        Thread.sleep(50);
        lock = channel.tryLock();
      }
      if (lock == null) {
        throw takenBy(read(channel), path);
      }
      write(channel, Long.toString(ProcessHandle.current().pid()));
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw notWritable(path, e);
    } catch (InterruptedException e) {
      closeQuietly(channel);
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("interrupted while waiting for " + path, e);
    } catch (RuntimeException e) {
      closeQuietly(channel);
      throw e;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException alreadyFailing) {
      // The failure that led here is the one to tell.
    }
  }

  private static DatabaseStartException takenBy(String pid, Path path) {
    return new DatabaseStartException(
        "another RemitFlex process (pid "
            + pid
            + ") is already running on "
            + path
            + "; stop it, or set REMITFLEX_DATA_DIR to another directory");
  }

  private static DatabaseStartException notWritable(Path path, IOException cause) {
    return new DatabaseStartException(
        "the data directory "
            + path
            + " cannot be created or written ("
            + cause
            + "); allow user "
            + System.getProperty("user.name")
            + " to write there, or set REMITFLEX_DATA_DIR to another directory",
        cause);
  }
}
