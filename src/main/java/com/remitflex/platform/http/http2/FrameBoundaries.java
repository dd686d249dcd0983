package com.remitflex.platform.http.http2;

/**
 * Follows where frames begin and end in the bytes of a client (RFC 9113, 4.1), without reading
 * them: it tells whether something is incomplete, and counts the frames that carry nothing.
 */
final class FrameBoundaries {
  private static final int PREFACE_BYTES = 24;
  private static final int HEADER_BYTES = 9;
  private static final int FLAGS = 4;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;

  /** A body in smaller parts costs more than it carries. */
  private static final int SMALL_DATA = 64;

  private final byte[] header = new byte[HEADER_BYTES];
  private int headerBytes;
  private int payloadBytes = PREFACE_BYTES;
  private boolean inHeaderBlock;
  private long ended;

  /** Follows the next bytes; returns how many frames in them carry no request and no body. */
  int read(byte[] bytes) {
    int empty = 0;
    int at = 0;
    while (at < bytes.length) {
      if (payloadBytes > 0) {
        int count = Math.min(payloadBytes, bytes.length - at);
        payloadBytes -= count;
        at += count;
        endIfComplete();
      } else {
        header[headerBytes++] = bytes[at++];
        if (headerBytes == HEADER_BYTES) {
          empty += begin();
        }
      }
    }
    return empty;
  }

  private int begin() {
    headerBytes = 0;
    payloadBytes = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
    int length = payloadBytes;
    int type = header[3];
    if (type == HEADERS || type == CONTINUATION) {
      inHeaderBlock = (header[FLAGS] & END_HEADERS) == 0;
    }
    endIfComplete();
    boolean carries =
        type == HEADERS
            || (type == DATA && (length >= SMALL_DATA || (header[FLAGS] & END_STREAM) != 0));
    return carries ? 0 : 1;
  }

  private void endIfComplete() {
    if (isComplete()) {
      ended++;
    }
  }

  /** How many frames and header blocks have ended. */
  long ended() {
    return ended;
  }

  /** Whether no frame and no header block is incomplete. */
  boolean isComplete() {
    return payloadBytes == 0 && headerBytes == 0 && !inHeaderBlock;
  }
}
