package com.remitflex.http;

/** Turns the Authorization header of a request into a principal. */
@FunctionalInterface
public interface Authenticator {
  /**
   * The key's principal.
   *
   * @throws com.remitflex.errors.ApiException UNAUTHORIZED, API_KEY_REVOKED
   */
  Principal authenticate(Attempt attempt);
}
