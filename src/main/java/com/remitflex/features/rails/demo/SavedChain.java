package com.remitflex.features.rails.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The chain on the disk. The node writes its whole state into one file, in place; each complete
 * state is copied to another file, which is always complete.
 */
final class SavedChain {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String HEIGHT = "best_block_number";
  private static final long MEBIBYTE = 1 << 20;
  private static final int MIN_INTERVAL_SECONDS = 2;

  private final DemoFiles files;
  private FileTime copied = FileTime.from(Instant.EPOCH);

  SavedChain(DemoFiles files) {
    this.files = files;
  }

  /**
   * The file from which the chain continues: the newest complete one; empty for a new chain.
   *
   * @throws DemoChainException if there are only incomplete ones
   */
  Optional<Path> newest(Consumer<String> progress) {
    Optional<Long> state = height(files.state());
    Optional<Long> written = height(files.written());
    if (written.isPresent() && written.get() > state.orElse(-1L)) {
      return Optional.of(files.written());
    }
    if (state.isPresent()) {
      if (written.isEmpty() && Files.exists(files.written())) {
        progress.accept(
            "The newest copy of the demo chain is incomplete; continuing from block "
                + state.get()
                + " ...");
      }
      return Optional.of(files.state());
    }
    if (Stream.of(files.state(), files.written()).anyMatch(Files::exists)) {
      throw new DemoChainException(
          "The demo chain in "
              + files.state()
              + " is damaged: the file is not complete. Restore it from a copy. If there is none,"
              + " move the whole data directory away and start again, because the ledger in it"
              + " describes a chain that no longer exists.");
    }
    return Optional.empty();
  }

  /** How often the node writes its state: a long chain, more rarely. */
  int intervalSeconds() {
    return (int) (MIN_INTERVAL_SECONDS + size(files.state()) / MEBIBYTE);
  }

  /** Copies the state that the node has written since the last call, if it is complete. */
  void copy() {
    FileTime time = modified(files.written());
    if (time.equals(copied)) {
      return;
    }
    boolean isComplete =
        DemoFiles.replace(
            files.state(),
            partial -> {
              try (OutputStream out = Files.newOutputStream(partial)) {
                Files.copy(files.written(), out);
              }
              return height(partial).isPresent();
            });
    if (isComplete) {
      copied = time;
    }
  }

  /** Whether the disk has space for another copy. */
  boolean hasSpace() {
    try {
      long needed = 2 * Math.max(size(files.state()), size(files.written())) + MEBIBYTE;
      return Files.getFileStore(files.directory()).getUsableSpace() > needed;
    } catch (IOException e) {
      return false;
    }
  }

  /** When the last complete copy was made; empty if there is none. */
  Optional<Instant> savedAt() {
    return Files.exists(files.state())
        ? Optional.of(modified(files.state()).toInstant())
        : Optional.empty();
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException none) {
      return FileTime.from(Instant.EPOCH);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException none) {
      return 0;
    }
  }

  /** The height of the newest block in a file; empty if it is missing or incomplete. */
  static Optional<Long> height(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Optional<Long> height = Optional.empty();
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isHeight = parser.currentName().equals(HEIGHT);
        parser.nextToken();
        if (isHeight) {
          height = number(parser.getText());
        }
        parser.skipChildren();
      }
      boolean isComplete =
          parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
      return isComplete ? height : Optional.empty();
    } catch (IOException incomplete) {
      return Optional.empty();
    }
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.decode(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
