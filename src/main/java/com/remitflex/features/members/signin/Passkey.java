package com.remitflex.features.members.signin;

import java.time.Instant;
import java.util.Optional;

/** A key pair of a person's device, as its owner sees it. */
public record Passkey(String id, String name, Instant createdAt, Optional<Instant> lastUsedAt) {}
