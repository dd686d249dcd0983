package com.remitflex.http;

/** Turns the Authorization header of a request into a principal. */
public interface Authenticator {
  /** The key's principal, or why there is none: UNAUTHORIZED or API_KEY_REVOKED. */
  Authentication authenticate(Attempt attempt);

  /** What it would say now of an attempt that it has accepted; not counted as a use. */
  Authentication again(Attempt attempt);
}
