package com.remitflex.features.members.people;

import java.util.Optional;

/**
 * What a person proves an identity by.
 *
 * @param seed of the authenticator, encrypted
 * @param lastStep the last time step of which a code was accepted
 */
public record Login(Person person, String passwordHash, Optional<byte[]> seed, long lastStep) {
  @Override
  public String toString() {
    return "Login[" + person.id() + "]";
  }
}
