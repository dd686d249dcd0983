package com.remitflex.features.apikeys.authentication;

import java.time.Instant;

/** The last accepted request of a key. */
public record LastUse(String requestId, Instant at, String ip, String method, String route) {}
