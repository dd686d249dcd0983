package com.remitflex.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.util.FileUtils;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Creates the directories of tests, in memory where there is room: a database that is killed keeps
 * what it has flushed there as on a disk, in a fraction of the time. A full run uses the disk.
 */
public final class TestDirectories implements TempDirFactory {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long MIN_ROOM = 6L << 30;

  /** A new directory, which only this user can read. */
  static Path create(String prefix) throws IOException {
    boolean inMemory =
        !Seeded.isFull()
            && Files.isWritable(MEMORY)
            && Files.getFileStore(MEMORY).getUsableSpace() >= MIN_ROOM;
    return inMemory ? Files.createTempDirectory(MEMORY, prefix) : Files.createTempDirectory(prefix);
  }

  /** As {@link #create}, for constants: it is deleted when this process ends. */
  public static Path createOrFail(String prefix) {
    try {
      Path directory = create(prefix);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a directory and what is in it. */
  static void delete(Path directory) {
    try {
      FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    return create("remitflex-junit");
  }
}
