package com.remitflex.features.activity.recording;

import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The spool of a process that ended before it had written everything to the database. */
public final class Leftover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);

  private final Path directory;
  private final FileChannel lock;

  private Leftover(Path directory, FileChannel lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /** The leftover spools of this installation; the caller closes each. */
  public static List<Leftover> find(Path parent, Spool own) {
    List<Leftover> found = new ArrayList<>();
    if (!Files.isDirectory(parent)) {
      return found;
    }
    try (Stream<Path> directories = Files.list(parent)) {
      for (Path directory : directories.sorted().toList()) {
        if (Files.isDirectory(directory) && !directory.equals(own.directory())) {
          open(directory, own.database()).ifPresent(found::add);
        }
      }
    } catch (IOException e) {
      LOG.warn(
          "cannot list the spools in {}; the next start tries again: {}", parent, e.toString());
    }
    return found;
  }

  private static Optional<Leftover> open(Path directory, String database) throws IOException {
    Optional<FileChannel> lock = Spool.lock(directory);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    Leftover leftover = new Leftover(directory, lock.get());
    for (Path file : leftover.files()) {
      List<byte[]> entries = Segment.read(file);
      if (!entries.isEmpty() && !database(entries.getFirst()).equals(database)) {
        LOG.warn("{} is ignored: it belongs to another database", directory);
        leftover.close();
        return Optional.empty();
      }
    }
    return Optional.of(leftover);
  }

  private static String database(byte[] entry) {
    return Json.trusted(new String(entry, StandardCharsets.UTF_8)).path("database").asText();
  }

  /** The ID of the process. */
  public String nodeId() {
    return directory.getFileName().toString();
  }

  /** Passes on all requests, in the order in which they were spooled. */
  public void forEach(Consumer<SpooledRequest> consumer) {
    try {
      for (Path file : files()) {
        Segment.read(file).stream().skip(1).map(SpoolFormat::read).forEach(consumer);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(Segment.SUFFIX)).sorted().toList();
    }
  }

  /** Deletes the spool, after all of it was written to the database. */
  public void delete() throws IOException {
    for (Path file : files()) {
      Files.delete(file);
    }
    close();
    try (Stream<Path> rest = Files.list(directory)) {
      for (Path file : rest.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
