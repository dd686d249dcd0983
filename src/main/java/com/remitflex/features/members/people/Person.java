package com.remitflex.features.members.people;

import java.time.Instant;

/**
 * A user of the Dashboard.
 *
 * @param email the address to sign in with, in lower case
 * @param name empty until the person enters one
 * @param secondFactor whether signing in requires a code after the password
 * @param confirmed whether the person has proved ownership of the address
 */
public record Person(
    String id,
    String email,
    String name,
    boolean secondFactor,
    boolean confirmed,
    Instant createdAt) {
  /** The name; the email address if there is none. */
  public String label() {
    return name.isEmpty() ? email : name;
  }
}
