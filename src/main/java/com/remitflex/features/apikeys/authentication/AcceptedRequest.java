package com.remitflex.features.apikeys.authentication;

import java.time.Instant;

/** A request that this node accepted for a key. */
record AcceptedRequest(
    String requestId, Instant at, String ip, String userAgent, String method, String route) {}
