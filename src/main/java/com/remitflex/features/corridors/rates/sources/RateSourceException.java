package com.remitflex.features.corridors.rates.sources;

/** A source could not be read; the message says why. */
public final class RateSourceException extends Exception {
  private static final long serialVersionUID = 1L;

  RateSourceException(String message) {
    super(message);
  }
}
