package com.remitflex.http;

/** Turns the Authorization header of a request into a principal. */
@FunctionalInterface
public interface Authenticator {
  /** The key's principal, or why there is none: UNAUTHORIZED or API_KEY_REVOKED. */
  Authentication authenticate(Attempt attempt);
}
