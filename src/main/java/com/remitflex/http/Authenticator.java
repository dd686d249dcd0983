package com.remitflex.http;

import java.util.List;

/** Turns the Authorization header of a request into a principal. */
@FunctionalInterface
public interface Authenticator {
  /**
   * The key's principal.
   *
   * @param authorization the values of every Authorization header line
   * @param host the Host header
   * @throws com.remitflex.errors.ApiException UNAUTHORIZED, API_KEY_REVOKED
   */
  Principal authenticate(List<String> authorization, String host);
}
