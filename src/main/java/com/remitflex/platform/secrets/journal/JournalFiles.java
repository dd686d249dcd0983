package com.remitflex.platform.secrets.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The files of a journal: one that grows, and the older ones, of which the oldest are deleted.
 * Several processes may append; each line is on the disk when {@link #append} returns.
 */
public final class JournalFiles {
  private static final int MAX_OLD_FILES = 8;

  private final Path directory;
  private final String name;
  private final long maxBytes;

  /**
   * The files in a directory, which is created with the first line.
   *
   * @param name of the files, without `.log`
   * @param maxBytes size at which a new file is begun
   */
  public JournalFiles(Path directory, String name, long maxBytes) {
    this.directory = directory.toAbsolutePath().normalize();
    this.name = name;
    this.maxBytes = maxBytes;
  }

  /** Whether there is a file to append to. */
  public boolean exists() {
    return Files.exists(current());
  }

  private Path current() {
    return directory.resolve(name + ".log");
  }

  private Path old(int number) {
    return directory.resolve(name + "." + number + ".log");
  }

  /** Passes on every line, oldest first; an incomplete last line too. */
  public void read(Consumer<String> lines) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int number = MAX_OLD_FILES; number >= 1; number--) {
      files.add(old(number));
    }
    files.add(current());
    for (Path file : files) {
      if (Files.exists(file)) {
        try (Stream<String> content = Files.lines(file, StandardCharsets.ISO_8859_1)) {
          // A line that is cut off may end within a character.
          content
              .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
              .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
              .forEach(lines);
        } catch (UncheckedIOException e) {
          throw e.getCause();
        }
      }
    }
  }

  /**
   * Appends lines and forces them to the disk.
   *
   * @param begin the line that a new file begins with
   */
  public void append(String begin, List<String> lines) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    try (FileChannel lockFile =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lockFile.lock()) {
      rotate();
      boolean isNew = !Files.exists(current());
      if (isNew) {
        Files.createFile(
            current(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      try (FileChannel file =
          FileChannel.open(current(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        write(file, (isNew ? begin + "\n" : "") + String.join("\n", lines) + "\n");
      }
      if (isNew) {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
          entries.force(true);
        }
      }
    }
  }

  /** Writes at the end; a line that a crash or a full disk has cut off is ended first. */
  private static void write(FileChannel file, String text) throws IOException {
    long end = file.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    boolean isCutOff = end > 0 && file.read(last, end - 1) == 1 && last.get(0) != '\n';
    ByteBuffer bytes =
        ByteBuffer.wrap(((isCutOff ? "\n" : "") + text).getBytes(StandardCharsets.UTF_8));
    file.position(end);
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(true);
  }

  private void rotate() throws IOException {
    if (!Files.exists(current()) || Files.size(current()) < maxBytes) {
      return;
    }
    for (int number = MAX_OLD_FILES - 1; number >= 1; number--) {
      if (Files.exists(old(number))) {
        Files.move(old(number), old(number + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(current(), old(1), StandardCopyOption.REPLACE_EXISTING);
  }
}
