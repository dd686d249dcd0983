package com.remitflex.features.members.people;

import java.util.Optional;

/**
 * A person with the password hash and the second factor.
 *
 * @param seed the encrypted seed of the authenticator
 * @param lastStep the time step of the last accepted code
 */
public record Login(Person person, String passwordHash, Optional<byte[]> seed, long lastStep) {
  @Override
  public String toString() {
    return "Login[" + person.id() + "]";
  }
}
