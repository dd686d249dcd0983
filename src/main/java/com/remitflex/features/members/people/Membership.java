package com.remitflex.features.members.people;

/** An account that a person is a member of. */
public record Membership(String accountId, String accountName, Role role) {}
