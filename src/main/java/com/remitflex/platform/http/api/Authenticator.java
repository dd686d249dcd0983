package com.remitflex.platform.http.api;

import java.util.Optional;

/** Turns the Authorization header of a request into a principal. */
public interface Authenticator {
  /**
   * The outcome of {@link #authenticate}, if it takes no lookup of an unknown secret: for a header
   * without a secret, and for a key that this node has seen before. A rejection as unknown that has
   * an owner must still be looked up, so that it takes as long as that of any other secret.
   */
  Optional<Authentication> known(AuthenticationRequest request);

  /** Authenticates a request; rejections are UNAUTHORIZED or API_KEY_REVOKED. */
  Authentication authenticate(AuthenticationRequest request);

  /** Authenticates a request again that was accepted before, without counting it as a use. */
  Authentication again(AuthenticationRequest request);
}
