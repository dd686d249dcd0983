package com.remitflex.features.members.signin;

/** The outcome of one step of signing in. */
public sealed interface SignInOutcome {
  /** The credentials are wrong; which of them is not revealed. */
  record Rejected() implements SignInOutcome {}

  /** Too many wrong passwords came before; this one was not checked. */
  record TooEarly(int seconds) implements SignInOutcome {}

  /** Too many wrong codes came before; signing in starts again with the password after a wait. */
  record CodesLocked(int seconds) implements SignInOutcome {}

  /** The password was correct and a code is required; the token's session allows nothing else. */
  record CodeNeeded(String token) implements SignInOutcome {}

  /** Signed in, with the tokens of the new session and of this browser, which is now known. */
  record SignedIn(String token, String deviceToken) implements SignInOutcome {}
}
