package com.remitflex.features.rails.signer;

/**
 * When an authorisation is valid: after the first time and before the second one.
 *
 * @param validAfter in Unix seconds
 * @param validBefore in Unix seconds
 */
public record Window(long validAfter, long validBefore) {
  public Window {
    if (validAfter < 0 || validBefore < 0) {
      throw new IllegalArgumentException("a time before 1970");
    }
  }
}
