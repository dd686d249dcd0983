package com.remitflex.platform.http.server;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The reader of one connection. It is stricter than Helidon's where Helidon's chunk parser relies
 * on it, counts the bytes, and measures the time from the first byte of a request until its headers
 * are complete, and again while its body is read. A connection is used by one thread.
 */
public final class ConnectionGuard extends DataReader {
  /** How long the unread bytes of a client are accepted and discarded. */
  private static final Duration MAX_DISCARD_TIME = Duration.ofSeconds(1);

  private static final ThreadLocal<ConnectionGuard> CURRENT = new ThreadLocal<>();

  private final Source source;
  private final HttpLimits limits;
  private final GuardedWriter writer;
  private final Carrier carrier;
  private RequestLine requestLine = RequestLine.none();
  private boolean awaitsRequestLine = true;
  private ChunkLines chunks;
  private boolean broken;
  private volatile boolean sending;
  private long unread;

  @SuppressWarnings("removal") // the constructor will be hidden, and this class must change then
  private ConnectionGuard(Source source, HttpLimits limits, GuardedWriter writer, Carrier carrier) {
    super(source);
    this.carrier = carrier;
    this.source = source;
    this.limits = limits;
    this.writer = writer;
    this.chunks = new ChunkLines(limits.headerBytes());
  }

  /** The guard of this thread's connection, around its plain reader. */
  static ConnectionGuard open(
      DataReader plain, HttpLimits limits, GuardedWriter writer, Carrier carrier) {
    ConnectionGuard guard =
        new ConnectionGuard(new Source(plain, limits.read(), carrier), limits, writer, carrier);
    CURRENT.set(guard);
    return guard;
  }

  public static ConnectionGuard current() {
    return CURRENT.get();
  }

  public HttpLimits limits() {
    return limits;
  }

  /** The latest complete request line. */
  public RequestLine requestLine() {
    return requestLine;
  }

  /** The other end of this connection. */
  public Peer peer() {
    return carrier.peer();
  }

  /** The writer for the responses on this connection. */
  public GuardedWriter writer() {
    return writer;
  }

  /**
   * Aborts the connection, so that the client does not mistake a partial response for a complete
   * one.
   */
  public void reset() {
    unread = 0;
    carrier.reset();
  }

  /** Notes that the headers of a request are complete; its body or the next request follows. */
  void headersComplete() {
    complete();
    chunks = new ChunkLines(limits.headerBytes());
    awaitsRequestLine = true;
  }

  /** Bytes received since the last complete request or headers. */
  public long received() {
    return source.received;
  }

  /** Starts the timer if it is not running. */
  public void begin() {
    source.begin();
  }

  /** Stops the timer: the awaited part is complete, and further bytes belong to the next part. */
  public void complete() {
    source.dueNanos = 0;
    source.received = available();
  }

  /** Whether a part has been awaited for too long; may be called by any thread. */
  boolean isOverdue(long nowNanos) {
    long due = source.dueNanos;
    return due != 0 && nowNanos - due > 0;
  }

  /** Whether a stream is being sent; may be called by any thread. */
  public boolean isSending() {
    return sending;
  }

  public void isSending(boolean now) {
    sending = now;
  }

  /** Leaves so many bytes of a well-formed body to {@link #discard}. */
  public void leave(long bytes) {
    unread = broken ? 0 : bytes;
  }

  /**
   * Reads and discards what the client still sends. A connection that is closed with unread bytes
   * is reset, and the client might not receive its response (RFC 9112, 9.6).
   */
  void discard() {
    if (unread > 0) {
      source.due(MAX_DISCARD_TIME);
    }
    try {
      while (unread > 0) {
        ensureAvailable();
        int count = (int) Math.min(unread, available());
        super.skip(count);
        unread -= count;
      }
    } catch (InsufficientDataAvailableException | CloseConnectionException e) {
      // The client closed the connection, or the time limit is over.
    }
  }

  /** Checks that two skipped bytes are CR LF, which Helidon does not check when it skips them. */
  @Override
  public void skip(int length) {
    if (length == 2 && !startsWithNewLine()) {
      throw broken("expected CR LF");
    }
    super.skip(length);
  }

  /** Reads the next part of a body; a chunk that is too large is rejected before it is received. */
  @Override
  public BufferData readBuffer(int length) {
    if (length > limits.bodyBytes()) {
      throw tooLarge().exception();
    }
    BufferData part = getBuffer(length);
    super.skip(length);
    return part;
  }

  /** Reads the request line; Helidon reads header lines with another method. */
  @Override
  public byte[] readBytes(int length) {
    byte[] bytes = super.readBytes(length);
    if (awaitsRequestLine) {
      awaitsRequestLine = false;
      requestLine = RequestLine.take(bytes);
    }
    return bytes;
  }

  /** Reads a chunk size without its extensions, or the empty line after the trailer fields. */
  @Override
  public String readLine() {
    if (chunks.isLast()) {
      skipTrailers();
      return "";
    }
    return chunks.size(line(ChunkLines.MAX_LINE)).orElseThrow(() -> broken("malformed chunk size"));
  }

  private void skipTrailers() {
    for (String line = line(limits.headerBytes());
        !line.isEmpty();
        line = line(limits.headerBytes())) {
      if (!chunks.ignoresTrailer(line)) {
        throw broken("forbidden or malformed trailer field");
      }
    }
  }

  private String line(int maxLength) {
    int end = findNewLine(maxLength + 1);
    if (end > maxLength) {
      throw broken("line too long");
    }
    String line = end == 0 ? "" : readAsciiString(end);
    skip(2);
    return line;
  }

  private IncorrectNewLineException broken(String reason) {
    broken = true;
    return new IncorrectNewLineException(reason);
  }

  public ApiError tooLarge() {
    return ApiError.of(
        ErrorCode.REQUEST_TOO_LARGE,
        "The body is larger than " + limits.bodyBytes() / 1024 + " KiB.");
  }

  /** Counts and times the bytes of the plain reader. */
  private static final class Source implements Supplier<byte[]> {
    private final DataReader plain;
    private final Duration limit;
    private final Carrier carrier;
    private long received;
    private volatile long dueNanos;

    Source(DataReader plain, Duration limit, Carrier carrier) {
      this.plain = plain;
      this.limit = limit;
      this.carrier = carrier;
    }

    @Override
    public byte[] get() {
      byte[] bytes = plain.readBuffer().readBytes();
      carrier.started();
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
