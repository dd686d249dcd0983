package com.remitflex.people;

import com.remitflex.accounts.Password;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Makes and checks password hashes, few at a time: each takes 19 MiB and a whole core. */
final class Passwords {
  private static final int SHORTEST = 12;

  /** In characters; nothing longer is ever hashed. */
  private static final int LONGEST = 1_024;

  private static final int WAIT_SECONDS = 5;

  private final Semaphore running =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);

  /** What a password is checked against when there is no such person, so that it takes as long. */
  private final String nobody = Password.hash(Password.generate());

  /** Whether it is the password of this hash; never when there is none. */
  boolean matches(String password, Optional<String> hash) {
    if (password.length() > LONGEST) {
      return false;
    }
    boolean same = limited(() -> Password.matches(password, hash.orElse(nobody)));
    return same && hash.isPresent();
  }

  String hash(String password) {
    return limited(() -> Password.hash(password));
  }

  /**
   * Refuses a new password that is too easy to guess.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR (field)
   */
  static void require(String field, String password, String email) {
    if (password.length() < SHORTEST || password.length() > LONGEST) {
      throw refused(field, "Choose a password of " + SHORTEST + " to " + LONGEST + " characters.");
    }
    if (password.equalsIgnoreCase(email) || password.chars().distinct().count() < 5) {
      throw refused(field, "Choose a password that is harder to guess.");
    }
  }

  private static RuntimeException refused(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }

  private <T> T limited(Supplier<T> work) {
    boolean admitted;
    try {
      admitted = running.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    if (!admitted) {
      throw ApiError.later(
              ErrorCode.SERVICE_UNAVAILABLE,
              "Too many people sign in at the moment. Try again in some seconds.",
              WAIT_SECONDS)
          .exception();
    }
    try {
      return work.get();
    } finally {
      running.release();
    }
  }
}
