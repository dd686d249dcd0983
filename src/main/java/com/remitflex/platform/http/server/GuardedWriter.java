package com.remitflex.platform.http.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.time.Duration;

/** Writes to one connection in pieces, and measures how long a client takes to read each piece. */
public final class GuardedWriter implements DataWriter {
  /** Bytes that a client must read within the time limit. */
  private static final int PIECE_BYTES = 16 * 1024;

  private final DataWriter plain;
  private final long limitNanos;
  private volatile long dueNanos;

  /**
   * Guards a writer.
   *
   * @param limit how long a piece may take
   */
  GuardedWriter(DataWriter plain, Duration limit) {
    this.plain = plain;
    this.limitNanos = limit.toNanos();
  }

  /** Whether a piece has been waiting for too long; may be called by any thread. */
  boolean isOverdue(long nowNanos) {
    long due = dueNanos;
    return due != 0 && nowNanos - due > 0;
  }

  @Override
  public void write(BufferData... buffers) {
    writeNow(buffers);
  }

  @Override
  public void write(BufferData buffer) {
    writeNow(buffer);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      writeNow(buffer);
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    try {
      while (buffer.available() > PIECE_BYTES) {
        byte[] piece = new byte[PIECE_BYTES];
        writePiece(BufferData.create(piece, 0, buffer.read(piece)));
      }
      writePiece(buffer);
    } finally {
      dueNanos = 0;
    }
  }

  private void writePiece(BufferData piece) {
    long due = System.nanoTime() + limitNanos;
    dueNanos = due == 0 ? 1 : due;
    plain.writeNow(piece);
  }

  @Override
  public void flush() {
    plain.flush();
  }

  @Override
  public void close() {
    plain.close();
  }
}
