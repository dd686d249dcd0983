package com.remitflex.features.members.signin;

/** What became of an attempt to sign in. */
public sealed interface SignInOutcome {
  /** Wrong; it is not told what. */
  record Refused() implements SignInOutcome {}

  /** Too many wrong ones before: not even looked at. */
  record TooEarly(int seconds) implements SignInOutcome {}

  /** Too many wrong codes came before: the sign-in starts again later, with the password. */
  record CodesLocked(int seconds) implements SignInOutcome {}

  /** The password was right, and a code is needed; the token is of a session that can no more. */
  record CodeNeeded(String token) implements SignInOutcome {}

  /** Signed in: a new session, and this browser is known from now on. */
  record SignedIn(String token, String deviceToken) implements SignInOutcome {}
}
