package com.remitflex.features.apikeys;

import java.time.Instant;

/** A request whose key was accepted. */
public record AcceptedRequest(
    String requestId, Instant at, String ip, String userAgent, String method, String route) {}
