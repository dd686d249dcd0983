package com.remitflex.http;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import java.util.function.Supplier;

/**
 * What one connection receives: read more strictly than Helidon's own reader does where its chunk
 * parser relies on it, counted, and timed from the first byte of a request until its header block
 * is complete, and again while its body is read. A connection is one thread.
 */
final class Reception extends DataReader {
  /** Hexadecimal digits of a chunk size (RFC 9112, 7.1); chunk extensions are not accepted. */
  private static final int LONGEST_CHUNK_SIZE = 8;

  private static final ThreadLocal<Reception> CURRENT = new ThreadLocal<>();

  private final Source source;

  @SuppressWarnings("removal") // the constructor will be hidden, and this class must change then
  private Reception(Source source) {
    super(source);
    this.source = source;
  }

  /** The reception of this thread's connection, made from its plain reader. */
  static Reception open(DataReader plain) {
    Reception reception = new Reception(new Source(plain));
    CURRENT.set(reception);
    return reception;
  }

  static Reception current() {
    return CURRENT.get();
  }

  /** Bytes received since the last complete request or header block. */
  long received() {
    return source.received;
  }

  /** Starts the clock when it does not run yet. */
  void begin() {
    source.begin();
  }

  /** Stops the clock: what was awaited is here; what is here beyond it belongs to the next. */
  void complete() {
    source.begunNanos = 0;
    source.received = available();
  }

  /** Whether something has been awaited for longer than this; may be asked by any thread. */
  boolean isOverdue(long nowNanos, long limitNanos) {
    long begun = source.begunNanos;
    return begun != 0 && nowNanos - begun > limitNanos;
  }

  /** Helidon skips two bytes where CR LF must stand, and looks at them everywhere but here. */
  @Override
  public void skip(int length) {
    if (length == 2 && !startsWithNewLine()) {
      throw new IncorrectNewLineException("Found no CR LF where it must stand.");
    }
    super.skip(length);
  }

  /** The next part of a body; a chunk is refused by its size before it is received. */
  @Override
  public BufferData readBuffer(int length) {
    if (length > JsonReader.LARGEST) {
      throw tooLarge().exception();
    }
    BufferData part = getBuffer(length);
    super.skip(length);
    return part;
  }

  /** A chunk size, or the empty line after the last chunk. */
  @Override
  public String readLine() {
    int end = findNewLine(LONGEST_CHUNK_SIZE + 1);
    if (end > LONGEST_CHUNK_SIZE) {
      throw new IncorrectNewLineException("Found no chunk size.");
    }
    String line = end == 0 ? "" : readAsciiString(end);
    if (!line.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
      throw new IncorrectNewLineException("Found a chunk size that is no number.");
    }
    skip(2);
    return line;
  }

  static ApiError tooLarge() {
    return ApiError.of(
        ErrorCode.REQUEST_TOO_LARGE,
        "The body is larger than " + JsonReader.LARGEST / 1024 + " KiB.");
  }

  /** The plain reader's bytes, counted and timed. */
  private static final class Source implements Supplier<byte[]> {
    private final DataReader plain;
    private long received;
    private volatile long begunNanos;

    Source(DataReader plain) {
      this.plain = plain;
    }

    @Override
    public byte[] get() {
      byte[] bytes = plain.readBuffer().readBytes();
      received += bytes.length;
      begin();
      return bytes;
    }

    void begin() {
      if (begunNanos == 0) {
        begunNanos = Math.max(1, System.nanoTime());
      }
    }
  }
}
