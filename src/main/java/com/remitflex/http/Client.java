package com.remitflex.http;

import java.util.Optional;

/**
 * The other end of a request.
 *
 * @param ip its address: the peer's, or what a trusted proxy says of it
 * @param userAgent the User-Agent header, shortened, with anything like a key masked
 * @param requestId the X-Request-Id that this request is answered with
 */
public record Client(String ip, Optional<String> userAgent, String requestId) {}
