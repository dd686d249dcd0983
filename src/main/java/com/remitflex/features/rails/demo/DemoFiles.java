package com.remitflex.features.rails.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The files of a demo chain, which only its user may read.
 *
 * @param directory a real path: the chain's process is recognised by it
 */
record DemoFiles(Path directory) {
  private static final String NAME = "demo-chain";
  private static final long LOCK_WAIT_MILLIS = 60_000;

  /** Those of a data directory; empty if it has no demo chain. */
  static Optional<DemoFiles> find(Path dataDirectory) {
    try {
      Path directory = dataDirectory.resolve(NAME);
      return Files.isDirectory(directory)
          ? Optional.of(new DemoFiles(directory.toRealPath()))
          : Optional.empty();
    } catch (IOException e) {
      throw unusable(dataDirectory, e);
    }
  }

  /** Creates the directory unless it exists. */
  static DemoFiles create(Path dataDirectory) {
    Path directory = dataDirectory.resolve(NAME);
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      return new DemoFiles(directory.toRealPath());
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  /** The last complete copy of the chain. */
  Path state() {
    return directory.resolve("state.json");
  }

  /** What the node itself writes, in place: it may be incomplete. */
  Path written() {
    return directory.resolve("written-by-anvil.json");
  }

  Path log() {
    return directory.resolve("anvil-output");
  }

  Path networks() {
    return directory.resolve("networks.json");
  }

  Path signer() {
    return directory.resolve("signer");
  }

  Path passphrase() {
    return directory.resolve("passphrase");
  }

  /** Runs work while no other process of RemitFlex starts, prepares or stops the chain. */
  <T> T exclusively(Supplier<T> work) {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long deadline = System.nanoTime() + LOCK_WAIT_MILLIS * 1_000_000;
      while (!isLocked(channel)) {
        if (System.nanoTime() > deadline) {
          throw new DemoChainException(
              "Another command is starting or stopping the demo chain in "
                  + directory
                  + ". Wait until it has ended, then try again.");
        }
        Pause.millis(50);
      }
      return work.get();
    } catch (IOException e) {
      throw unusable(directory, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException thisProcess) {
      return false;
    }
  }

  /** Writes a file completely or not at all; it is on the disk afterwards. */
  static void write(Path file, String text) {
    replace(
        file,
        partial -> {
          try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          }
          return true;
        });
  }

  /** Fills a new file, and returns whether it is complete. */
  @FunctionalInterface
  interface Content {
    boolean writeTo(Path partial) throws IOException;
  }

  /**
   * Replaces a file by a new one, if that is complete; otherwise the old one remains.
   *
   * @return whether it was replaced
   */
  static boolean replace(Path file, Content content) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Files.deleteIfExists(partial);
      Files.createFile(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        if (!content.writeTo(partial)) {
          return false;
        }
        try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(
            partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static DemoChainException unusable(Path path, IOException cause) {
    return new DemoChainException(
        path
            + " cannot be read or written ("
            + cause
            + "). Free disk space, or allow the user "
            + System.getProperty("user.name")
            + " to write there.",
        cause);
  }
}
