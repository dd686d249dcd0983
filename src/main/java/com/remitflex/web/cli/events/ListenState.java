package com.remitflex.web.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;

/** What `listen` stores about one target: its secret, and the last event that it forwarded. */
final class ListenState implements AutoCloseable {
  private final Path file;
  private final FileChannel lock;
  private final String secret;
  private OptionalLong seq;

  private ListenState(Path file, FileChannel lock, String secret, OptionalLong seq) {
    this.file = file;
    this.lock = lock;
    this.secret = secret;
    this.seq = seq;
  }

  /**
   * Opens the state in a file, or creates it with a new secret.
   *
   * @throws ApiCallException another command uses it, or the file cannot be used
   */
  static ListenState open(Path file, String newSecret) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel lock = lock(file);
      if (!Files.exists(file)) {
        ListenState created = new ListenState(file, lock, newSecret, OptionalLong.empty());
        created.save();
        return created;
      }
      JsonNode stored = Json.trusted(Files.readString(file));
      return new ListenState(
          file,
          lock,
          stored.path("secret").asText(newSecret),
          stored.has("seq") ? OptionalLong.of(stored.get("seq").asLong()) : OptionalLong.empty());
    } catch (IOException | IllegalStateException e) {
      throw new ApiCallException(
          0,
          "",
          "The file in which listen stores its position cannot be used: "
              + file
              + ". Delete it, or name another one with --state.");
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file.resolveSibling(file.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    if (!isFree(channel)) {
      channel.close();
      throw new ApiCallException(
          0,
          "",
          "Another listen already forwards these events. Stop it first, or name another file with"
              + " --state.");
    }
    return channel;
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  String secret() {
    return secret;
  }

  /** Number of the last event that was forwarded; empty before the first one. */
  OptionalLong seq() {
    return seq;
  }

  /** Stores that everything up to this event was forwarded. */
  void reached(long reached) {
    if (seq.isPresent() && seq.getAsLong() == reached) {
      return;
    }
    seq = OptionalLong.of(reached);
    try {
      save();
    } catch (IOException e) {
      throw new ApiCallException(0, "", "The position cannot be stored in " + file + ".");
    }
  }

  private void save() throws IOException {
    var content = Json.object().put("secret", secret);
    seq.ifPresent(number -> content.put("seq", number));
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(next);
    Files.createFile(
        next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, Json.text(content));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new ApiCallException(0, "", "The file " + file + " cannot be closed.");
    }
  }
}
