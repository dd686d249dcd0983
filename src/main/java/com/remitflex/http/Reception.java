package com.remitflex.http;

import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What one connection receives: read more strictly than Helidon's own reader does where its chunk
 * parser relies on it, counted, and timed from the first byte of a request until its header block
 * is complete, and again while its body is read. A connection is one thread.
 */
final class Reception extends DataReader {
  /** Hexadecimal digits of a chunk size (RFC 9112, 7.1); chunk extensions are not accepted. */
  private static final int LONGEST_CHUNK_SIZE = 8;

  /** How long a client may go on sending what is not read any more. */
  private static final Duration LONGEST_DROP = Duration.ofSeconds(1);

  private static final ThreadLocal<Reception> CURRENT = new ThreadLocal<>();

  private final Source source;
  private final HttpLimits limits;
  private boolean broken;
  private volatile boolean sending;
  private long unread;

  @SuppressWarnings("removal") // the constructor will be hidden, and this class must change then
  private Reception(Source source, HttpLimits limits) {
    super(source);
    this.source = source;
    this.limits = limits;
  }

  /** The reception of this thread's connection, made from its plain reader. */
  static Reception open(DataReader plain, HttpLimits limits) {
    Reception reception = new Reception(new Source(plain, limits.read()), limits);
    CURRENT.set(reception);
    return reception;
  }

  static Reception current() {
    return CURRENT.get();
  }

  HttpLimits limits() {
    return limits;
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
    source.dueNanos = 0;
    source.received = available();
  }

  /** Whether something has been awaited for too long; may be asked by any thread. */
  boolean isOverdue(long nowNanos) {
    long due = source.dueNanos;
    return due != 0 && nowNanos - due > 0;
  }

  /** Whether a stream is sent, however long ago its request came; may be asked by any thread. */
  boolean isSending() {
    return sending;
  }

  void isSending(boolean now) {
    sending = now;
  }

  /** Leaves so many bytes of a well-formed body to {@link #drop}. */
  void leave(long bytes) {
    unread = broken ? 0 : bytes;
  }

  /**
   * Takes what the client still sends and forgets it: a connection that is closed with bytes unread
   * is reset, and the client may never see its answer (RFC 9112, 9.6).
   */
  void drop() {
    if (unread > 0) {
      source.due(LONGEST_DROP);
    }
    try {
      while (unread > 0) {
        ensureAvailable();
        int here = (int) Math.min(unread, available());
        super.skip(here);
        unread -= here;
      }
    } catch (InsufficientDataAvailableException | CloseConnectionException e) {
      // The client has closed, or its time is over.
    }
  }

  /** Helidon skips two bytes where CR LF must stand, and looks at them everywhere but here. */
  @Override
  public void skip(int length) {
    if (length == 2 && !startsWithNewLine()) {
      throw broken("Found no CR LF where it must stand.");
    }
    super.skip(length);
  }

  /** The next part of a body; a chunk is refused by its size before it is received. */
  @Override
  public BufferData readBuffer(int length) {
    if (length > limits.bodyBytes()) {
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
      throw broken("Found no chunk size.");
    }
    String line = end == 0 ? "" : readAsciiString(end);
    if (!line.chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0)) {
      throw broken("Found a chunk size that is no number.");
    }
    skip(2);
    return line;
  }

  private IncorrectNewLineException broken(String how) {
    broken = true;
    return new IncorrectNewLineException(how);
  }

  ApiError tooLarge() {
    return ApiError.of(
        ErrorCode.REQUEST_TOO_LARGE,
        "The body is larger than " + limits.bodyBytes() / 1024 + " KiB.");
  }

  /** The plain reader's bytes, counted and timed. */
  private static final class Source implements Supplier<byte[]> {
    private final DataReader plain;
    private final Duration limit;
    private long received;
    private volatile long dueNanos;

    Source(DataReader plain, Duration limit) {
      this.plain = plain;
      this.limit = limit;
    }

    @Override
    public byte[] get() {
      byte[] bytes = plain.readBuffer().readBytes();
      received += bytes.length;
      begin();
      return bytes;
    }

    void begin() {
      if (dueNanos == 0) {
        due(limit);
      }
    }

    void due(Duration in) {
      long due = System.nanoTime() + in.toNanos();
      dueNanos = due == 0 ? 1 : due;
    }
  }
}
