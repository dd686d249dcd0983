package com.remitflex.features.rails.demo;

/** The demo chain cannot be used; the message says why, and what to do. */
public final class DemoChainException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DemoChainException(String message) {
    super(message);
  }

  public DemoChainException(String message, Throwable cause) {
    super(message, cause);
  }
}
