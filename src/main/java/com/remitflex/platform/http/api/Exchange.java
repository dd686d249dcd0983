package com.remitflex.platform.http.api;

import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import java.util.Map;
import java.util.Optional;

/**
 * A request and its answer, as the history has it. Nothing in it is masked yet but the path and the
 * client's own words.
 *
 * @param owner the key, where it is known whose it is; without it the request was not authenticated
 * @param unknownKey the shown form of a key with a good checksum that no one has issued
 * @param path the path without its query, with anything like a key masked
 * @param route the template of the route, or `unknown`
 * @param errorCode the code of the error that it was answered with
 * @param latencyMicros from the head of the request to its response, before that is sent
 * @param refusal why it was refused before it could act
 * @param headers the request's headers that may be kept, by their lower-case names
 * @param requestBody the beginning of the body, where one was read
 * @param responseBody the beginning of the answer, of a write or an error
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
    Optional<Rejection> refusal,
    Map<String, String> headers,
    byte[] requestBody,
    byte[] responseBody) {

  /** Bytes of a body that are kept; some more are handed over, so that no secret is cut in two. */
  public static final int KEPT_BODY = 4 * 1024;

  /** How many bytes of a body are handed over at most. */
  public static final int HANDED_BODY = KEPT_BODY + 128;
}
