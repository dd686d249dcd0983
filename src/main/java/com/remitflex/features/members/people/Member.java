package com.remitflex.features.members.people;

import java.time.Instant;

/** A person in an account. */
public record Member(Person person, Role role, Instant joinedAt) {}
