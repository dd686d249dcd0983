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
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/** The data directory of one RemitFlex process, with the lock that makes it the only one. */
final class DataDirectory implements AutoCloseable {
  /** PostgreSQL truncates paths at 1024 bytes; the rest is for the files in the directory. */
  private static final int MAX_PATH_BYTES = 800;

  /** pg_ctl puts the path in double quotes in a shell command. */
  private static final Pattern UNSAFE_IN_SHELL = Pattern.compile("[\"$`\\\\\\p{Cntrl}]");

  private static final long LOCK_WAIT_MILLIS = 2_000;

  /**
   * The directories that this JVM owns. A second channel on the lock file must not be opened,
   * because closing it would release the lock of the first one (POSIX locks belong to the process).
   */
  private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;

  private DataDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /** Locks the directory for this process, and creates it if it is missing. */
  static DataDirectory own(Path dataDir) {
    Path path = create(dataDir.toAbsolutePath().normalize());
    if (!OWNED.add(path)) {
      throw ownedBy(Long.toString(ProcessHandle.current().pid()), path);
    }
    try {
      return lock(path);
    } catch (RuntimeException e) {
      OWNED.remove(path);
      throw e;
    }
  }

  /** The directory of PostgreSQL's files. */
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

  /** Exists during the first start: the files of an interrupted first start may be deleted. */
  Path unfinishedMark() {
    return path.resolve("postgres.unfinished");
  }

  /** Exists during a restore: the files of an interrupted one may be deleted. */
  Path restoreMark() {
    return path.resolve("restore.unfinished");
  }

  /** The directory of the binaries if there is no home directory for them. */
  Path spareCache() {
    return path.resolve("cache");
  }

  Path path() {
    return path;
  }

  /**
   * Prepares an empty directory for restored files, in place of those of an interrupted restore.
   */
  void prepareRestore() throws IOException {
    Path postgres = postgres();
    if (Files.exists(restoreMark())) {
      removeRestored();
    }
    if (Files.isDirectory(postgres) && !FileUtils.isEmptyDirectory(postgres.toFile())) {
      throw new DatabaseStartException(
          path
              + " already contains a database. To replace it, move "
              + postgres
              + " away; or set REMITFLEX_DATA_DIR to another directory. Nothing was changed.");
    }
    Files.writeString(restoreMark(), "");
    createPrivate(postgres);
  }

  /** Deletes the files of a restore, then its mark. */
  void removeRestored() throws IOException {
    FileUtils.deleteDirectory(postgres().toFile());
    Files.deleteIfExists(restoreMark());
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
          "The path of the data directory "
              + path
              + " contains a quote, dollar, backquote, backslash or control character, which"
              + " PostgreSQL's tools do not support. Set REMITFLEX_DATA_DIR to another directory.");
    }
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new DatabaseStartException(
          "The path of the data directory is longer than "
              + MAX_PATH_BYTES
              + " bytes, which PostgreSQL does not support. Set REMITFLEX_DATA_DIR to a shorter"
              + " path than "
              + path
              + ".");
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

  /** Creates a directory with its parents, and allows access only for this user. */
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
      // A killed JVM holds its locks until the system has released its memory.
      for (long waited = 0; lock == null && waited < LOCK_WAIT_MILLIS; waited += 50) {
        Thread.sleep(50);
        lock = channel.tryLock();
      }
      if (lock == null) {
        throw ownedBy(read(channel), path);
      }
      write(channel, Long.toString(ProcessHandle.current().pid()));
      return new DataDirectory(path, channel);
    } catch (IOException e) {
      closeQuietly(channel);
      throw notWritable(path, e);
    } catch (InterruptedException e) {
      closeQuietly(channel);
      Thread.currentThread().interrupt();
      throw new DatabaseStartException("Interrupted while waiting for " + path, e);
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
      // The original failure is reported instead.
    }
  }

  private static DatabaseStartException ownedBy(String pid, Path path) {
    return new DatabaseStartException(
        "Another RemitFlex process (pid "
            + pid
            + ") is already running on "
            + path
            + ". Stop it, or set REMITFLEX_DATA_DIR to another directory.");
  }

  private static DatabaseStartException notWritable(Path path, IOException cause) {
    return new DatabaseStartException(
        "The data directory "
            + path
            + " cannot be created or written ("
            + cause
            + "). Allow the user "
            + System.getProperty("user.name")
            + " to write there, or set REMITFLEX_DATA_DIR to another directory.",
        cause);
  }
}
