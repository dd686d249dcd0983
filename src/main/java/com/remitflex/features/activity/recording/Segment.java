package com.remitflex.features.activity.recording;

import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a spool, mapped into memory. An entry is its length, its CRC-32 and its bytes; the
 * first entry names the installation. The spool's lock guards all writes.
 */
final class Segment {
  private static final Logger LOG = LoggerFactory.getLogger(Segment.class);

  static final int BYTES = 4 * 1024 * 1024;
  static final String SUFFIX = ".spool";
  private static final int HEADER = 2 * Integer.BYTES;
  private static final int ZEROS = 64 * 1024;

  private final Path file;
  private final Arena arena;
  private final ByteBuffer buffer;
  private final AtomicInteger unsettled = new AtomicInteger();
  private final Spool.Mark mark = unsettled::decrementAndGet;
  private long lastFlush;

  private Segment(Path file, Arena arena, ByteBuffer buffer) {
    this.file = file;
    this.arena = arena;
    this.buffer = buffer;
  }

  /**
   * Creates a file of the full size.
   *
   * @throws IOException when the disk is full: writing to a mapped page without disk space would
   *     end the process
   */
  @SuppressWarnings("MustBeClosedChecker") // Closed by delete().
  static Segment create(Path directory, int number, String database) throws IOException {
    Path file = directory.resolve("%08d".formatted(number) + SUFFIX);
    Arena arena = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer zeros = ByteBuffer.allocate(ZEROS);
      for (int at = 0; at < BYTES; at += ZEROS) {
        zeros.clear();
        while (zeros.hasRemaining()) {
          channel.write(zeros);
        }
      }
      ByteBuffer mapped =
          channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, arena).asByteBuffer();
      Segment segment = new Segment(file, arena, mapped);
      segment.put(
          Json.text(Json.object().put("database", database)).getBytes(StandardCharsets.UTF_8));
      return segment;
    } catch (IOException | RuntimeException e) {
      arena.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  boolean hasRoomFor(byte[] entry) {
    return buffer.remaining() >= entry.length + 2 * HEADER;
  }

  SpoolEntry append(byte[] entry, long flush) throws IOException {
    if (!hasRoomFor(entry)) {
      throw new IOException("an entry of " + entry.length + " bytes is too large");
    }
    put(entry);
    unsettled.incrementAndGet();
    lastFlush = Math.max(lastFlush, flush);
    return new Place(this, buffer.position() - entry.length, entry.length);
  }

  /** Where an entry is. The file is there until all its entries are settled. */
  private record Place(Segment segment, int at, int length) implements SpoolEntry {
    @Override
    public byte[] bytes() {
      byte[] entry = new byte[length];
      segment.buffer.get(at, entry);
      return entry;
    }

    @Override
    public Spool.Mark mark() {
      return segment.mark;
    }

    @Override
    public boolean isInMemory() {
      return false;
    }
  }

  private void put(byte[] entry) {
    buffer.putInt(entry.length).putInt(crc(entry)).put(entry);
  }

  /** Whether all entries are recorded, and were counted by this flush or an earlier one. */
  boolean isSettled(long writtenFlush) {
    return unsettled.get() == 0 && lastFlush <= writtenFlush;
  }

  void delete() {
    arena.close();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("a file of the spool could not be deleted: {}", e.toString());
    }
  }

  /** The entries of a file, up to the first incomplete one. */
  static List<byte[]> read(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
    List<byte[]> entries = new ArrayList<>();
    while (in.remaining() >= HEADER) {
      int length = in.getInt();
      int crc = in.getInt();
      if (length <= 0 || length > in.remaining()) {
        break;
      }
      byte[] entry = new byte[length];
      in.get(entry);
      if (crc(entry) != crc) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
