package com.remitflex.platform.http.api;

import java.util.Optional;

/** Turns the Authorization header of a request into a principal. */
public interface Authenticator {
  /**
   * The same as {@link #authenticate} where that takes no lookup of an unknown secret: for a header
   * that holds none, and for a key that this node has seen before. A rejection as unknown that has
   * an owner is one that is yet to be looked up, so that it takes as long as that of any other
   * secret.
   */
  Optional<Authentication> known(AuthenticationRequest attempt);

  /** The key's principal, or why there is none: UNAUTHORIZED or API_KEY_REVOKED. */
  Authentication authenticate(AuthenticationRequest attempt);

  /** What it would say now of an attempt that it has accepted; not counted as a use. */
  Authentication again(AuthenticationRequest attempt);
}
