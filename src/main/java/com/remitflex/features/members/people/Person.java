package com.remitflex.features.members.people;

import java.time.Instant;

/**
 * Someone who can sign in.
 *
 * @param email the login, in lower case
 * @param name as the person has given it; empty when not
 * @param secondFactor whether a code is asked for after the password
 * @param confirmed whether the person has proved to own the address
 */
public record Person(
    String id,
    String email,
    String name,
    boolean secondFactor,
    boolean confirmed,
    Instant createdAt) {
  /** The name, or else the address. */
  public String label() {
    return name.isEmpty() ? email : name;
  }
}
