package com.remitflex.keys;

/** What looking at a presented key found. */
sealed interface KeyCheck {
  record Valid(Presented presented) implements KeyCheck {}

  /** Malformed, or well-formed and in no row. */
  record Unknown() implements KeyCheck {}

  /** The key, or the secret that it once had. */
  record Revoked(ApiKey key) implements KeyCheck {}

  record Expired(ApiKey key) implements KeyCheck {}

  /** Sent to the host that is set aside for the other environment. */
  record WrongHost(ApiKey key) implements KeyCheck {}

  /** Sent from an address that is not on the key's list. */
  record AddressNotAllowed(ApiKey key) implements KeyCheck {}
}
