package com.remitflex.features.members.signin;

import java.time.Instant;
import java.util.Optional;

/** A passkey of a person, as its owner sees it. */
public record Passkey(String id, String name, Instant createdAt, Optional<Instant> lastUsedAt) {}
