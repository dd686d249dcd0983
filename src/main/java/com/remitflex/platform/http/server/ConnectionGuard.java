package com.remitflex.platform.http.server;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
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
public final class ConnectionGuard extends DataReader {
  /** How long a client may go on sending what is not read any more. */
  private static final Duration LONGEST_DROP = Duration.ofSeconds(1);

  private static final ThreadLocal<ConnectionGuard> CURRENT = new ThreadLocal<>();

  private final Source source;
  private final HttpLimits limits;
  private final GuardedWriter writer;
  private final Connections.Slot slot;
  private RequestLine requestLine = RequestLine.none();
  private boolean awaitsRequestLine = true;
  private ChunkLines chunks;
  private boolean broken;
  private volatile boolean sending;
  private long unread;

  @SuppressWarnings("removal") // the constructor will be hidden, and this class must change then
  private ConnectionGuard(
      Source source, HttpLimits limits, GuardedWriter writer, Connections.Slot slot) {
    super(source);
    this.slot = slot;
    this.source = source;
    this.limits = limits;
    this.writer = writer;
    this.chunks = new ChunkLines(limits.headerBytes());
  }

  /** The reception of this thread's connection, made from its plain reader. */
  static ConnectionGuard open(
      DataReader plain, HttpLimits limits, GuardedWriter writer, Connections.Slot slot) {
    ConnectionGuard reception =
        new ConnectionGuard(new Source(plain, limits.read()), limits, writer, slot);
    CURRENT.set(reception);
    return reception;
  }

  public static ConnectionGuard current() {
    return CURRENT.get();
  }

  public HttpLimits limits() {
    return limits;
  }

  /** What the newest complete request line says. */
  public RequestLine requestLine() {
    return requestLine;
  }

  /** Where responses of this connection are written. */
  public GuardedWriter writer() {
    return writer;
  }

  /** Breaks the connection off, so that the client cannot take what it has for a whole response. */
  public void reset() {
    unread = 0;
    slot.reset();
  }

  /** Notes that the headers of a request are complete: its body follows, or the next request. */
  void headersComplete() {
    complete();
    chunks = new ChunkLines(limits.headerBytes());
    awaitsRequestLine = true;
  }

  /** Bytes received since the last complete request or header block. */
  public long received() {
    return source.received;
  }

  /** Starts the clock when it does not run yet. */
  public void begin() {
    source.begin();
  }

  /** Stops the clock: what was awaited is here; what is here beyond it belongs to the next. */
  public void complete() {
    source.dueNanos = 0;
    source.received = available();
  }

  /** Whether something has been awaited for too long; may be asked by any thread. */
  boolean isOverdue(long nowNanos) {
    long due = source.dueNanos;
    return due != 0 && nowNanos - due > 0;
  }

  /** Whether a stream is sent, however long ago its request came; may be asked by any thread. */
  public boolean isSending() {
    return sending;
  }

  public void isSending(boolean now) {
    sending = now;
  }

  /** Leaves so many bytes of a well-formed body to {@link #drop}. */
  public void leave(long bytes) {
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

  /** The request line, which Helidon reads in this way; header lines it reads in another. */
  @Override
  public byte[] readBytes(int length) {
    byte[] bytes = super.readBytes(length);
    if (awaitsRequestLine) {
      awaitsRequestLine = false;
      requestLine = RequestLine.take(bytes);
    }
    return bytes;
  }

  /** A chunk size without its extensions, or the empty line after trailer fields. */
  @Override
  public String readLine() {
    if (chunks.isLast()) {
      skipTrailers();
      return "";
    }
    return chunks
        .size(line(ChunkLines.LONGEST))
        .orElseThrow(() -> broken("Found a line that is no chunk size."));
  }

  private void skipTrailers() {
    for (String line = line(limits.headerBytes());
        !line.isEmpty();
        line = line(limits.headerBytes())) {
      if (!chunks.ignoresTrailer(line)) {
        throw broken("Found a trailer field that cannot be ignored.");
      }
    }
  }

  private String line(int longest) {
    int end = findNewLine(longest + 1);
    if (end > longest) {
      throw broken("Found a line that is too long.");
    }
    String line = end == 0 ? "" : readAsciiString(end);
    skip(2);
    return line;
  }

  private IncorrectNewLineException broken(String how) {
    broken = true;
    return new IncorrectNewLineException(how);
  }

  public ApiError tooLarge() {
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
