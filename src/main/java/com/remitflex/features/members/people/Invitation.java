package com.remitflex.features.members.people;

import java.time.Instant;

/** A pending invitation, as the account's members see it. */
public record Invitation(String id, String email, Role role, Instant expiresAt) {}
