package com.remitflex.platform.database;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.FileUtils;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs, unpacked once per user where zonky expects them.
 *
 * <p>zonky could unpack them itself, but it would treat a partly written file (after a kill or on a
 * full disk) as complete. Here, a directory appears completely or not at all.
 */
final class PostgresBinaries {
  private final Path directory;

  private PostgresBinaries(Path directory) {
    this.directory = directory;
  }

  /**
   * Unpacks the programs if needed. They are in the user's cache, not in the temporary directory
   * (zonky's default), which systems clean by age even under a running server, and where anyone may
   * write. For a user without a usable home directory, they are next to the data.
   */
  static PostgresBinaries prepare(Path spareCache, Consumer<String> progress) {
    Path cache = Path.of(System.getProperty("user.home"), ".cache", "remitflex");
    try {
      try {
        DataDirectory.createPrivate(cache);
      } catch (IOException noHome) {
        cache = spareCache;
        DataDirectory.createPrivate(cache);
      }
      PostgresBinaries binaries = new PostgresBinaries(cache.resolve("postgres"));
      binaries.unpack(progress);
      return binaries;
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot unpack PostgreSQL into "
              + cache
              + " ("
              + e
              + "). Free disk space, or make it writable.",
          e);
    }
  }

  /** The working directory of zonky. */
  Path directory() {
    return directory;
  }

  /** Removes the access of other users, which zonky grants. */
  void makePrivate() throws IOException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
  }

  private void unpack(Consumer<String> progress) throws IOException {
    byte[] archive = archive();
    Path target = directory.resolve("PG-" + md5(archive));
    Files.createDirectories(directory);
    try (FileChannel lockFile =
            FileChannel.open(
                directory.resolve("unpack.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = lockFile.lock()) {
      if (!Files.exists(target.resolve("bin"))) {
        progress.accept("Unpacking PostgreSQL 18 ...");
        Path partial = directory.resolve(target.getFileName() + ".partial");
        FileUtils.deleteDirectory(partial.toFile());
        extract(archive, partial);
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      }
      markReady(target);
    }
  }

  /** Renews zonky's mark: if it is old, zonky unpacks again, over the files of a running server. */
  private static void markReady(Path target) throws IOException {
    Path mark = target.resolve(".exists");
    if (!Files.exists(mark)) {
      Files.createFile(mark);
    }
    Files.setLastModifiedTime(mark, FileTime.from(Instant.now()));
  }

  private static byte[] archive() throws IOException {
    boolean mac = System.getProperty("os.name").startsWith("Mac");
    String machine = System.getProperty("os.arch");
    try (InputStream packed =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
            mac ? "Darwin" : "Linux", machine.equals("amd64") ? "x86_64" : machine)) {
      return packed.readAllBytes();
    } catch (IllegalStateException e) {
      throw new DatabaseStartException(
          "This build of RemitFlex contains no PostgreSQL for "
              + System.getProperty("os.name")
              + " on "
              + machine
              + ". Set REMITFLEX_DATABASE_URL to your own PostgreSQL.",
          e);
    }
  }

  private static String md5(byte[] archive) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(archive));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void extract(byte[] archive, Path target) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException(
              "an archive entry is outside of the target directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink() || entry.isLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
          continue;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
          tar.transferTo(out);
        }
        if (file.startsWith(target.resolve("bin"))) {
          Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }
}
