package com.remitflex.platform.http.http2;

/** The encrypted connection that carries the frames, and its timer. */
public interface Transport {
  /** Waits for the next bytes; empty at the end of the connection. */
  byte[] read();

  /** Writes bytes, and waits until the system has accepted them. */
  void write(byte[] bytes);

  /** Starts the timer for an incomplete part if it is not running. */
  void begin();

  /** Stops the timer: the awaited part is complete. */
  void complete();

  /** Discards what the client still sends, so that it receives what was written last. */
  void leave();
}
