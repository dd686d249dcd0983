package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import java.util.Map;
import java.util.Optional;

/**
 * A request and its response, for the request history. Only the path, the client and the
 * idempotency key are masked already.
 *
 * @param owner owner of the key, if the key is known; empty if the request was not authenticated
 * @param unknownKey masked form of a key with a valid checksum that no one has issued
 * @param path the path without its query, with any key masked
 * @param route the template of the route, or `unknown`
 * @param errorCode the error code of the response
 * @param latencyMicros microseconds from the request's headers to its response, before it is sent
 * @param rejection why the request was rejected before it could act
 * @param headers the request headers that may be stored, by their lower-case names and in the order
 *     of these
 * @param requestBody the beginning of the request body, if it was read
 * @param responseBody the beginning of the response body, for a write or an error
 */
public record Exchange(
    Client client,
    Optional<KeyOwner> owner,
    Optional<String> unknownKey,
    String method,
    String path,
    String route,
    int status,
    Optional<String> errorCode,
    long latencyMicros,
    Optional<String> idempotencyKey,
    Optional<Rejection> rejection,
    Map<String, String> headers,
    byte[] requestBody,
    byte[] responseBody) {

  /** Maximum bytes of a body that are stored. */
  public static final int MAX_STORED_BODY = 4 * 1024;

  /** Maximum bytes of a body that are captured: a few more, so that no secret is cut in two. */
  public static final int MAX_CAPTURED_BODY = MAX_STORED_BODY + 128;
}
