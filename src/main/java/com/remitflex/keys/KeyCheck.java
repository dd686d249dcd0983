package com.remitflex.keys;

/** What looking at a presented key found. */
sealed interface KeyCheck {
  record Valid(ApiKey key) implements KeyCheck {}

  /** Malformed, or well-formed and in no row. */
  record Unknown() implements KeyCheck {}

  record Revoked(ApiKey key) implements KeyCheck {}

  record Expired(ApiKey key) implements KeyCheck {}

  /** Sent to the host that is set aside for the other environment. */
  record WrongHost(ApiKey key) implements KeyCheck {}
}
