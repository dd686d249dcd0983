package com.remitflex.features.rails.signer;

/** The signer cannot be created, started or reached; the message says what to do. */
public final class SignerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SignerException(String message) {
    super(message);
  }

  public SignerException(String message, Throwable cause) {
    super(message, cause);
  }
}
