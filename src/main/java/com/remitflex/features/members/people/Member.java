package com.remitflex.features.members.people;

import java.time.Instant;

/** A member of an account. */
public record Member(Person person, Role role, Instant joinedAt) {}
