package com.remitflex.features.members.people;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * An attempt to authenticate. It counts as failed from its start until it succeeds, so that
 * parallel attempts gain nothing over consecutive ones.
 *
 * @param number the position of this attempt in a row of failures, from 1; 0 when it was too early
 * @param waitSeconds seconds until the next attempt may start; empty when this one may proceed
 */
public record Attempt(long number, OptionalInt waitSeconds) {
  /** What is authenticated, and how long failures delay the next attempt. */
  public enum Step {
    PASSWORD(2, 900),
    /** The second factor: there are only a million codes, so few guesses are allowed. */
    CODE(60, 3_600),
    /** The password of a signed-in user, before a change of the login. */
    REAUTHENTICATION(2, 900),
    /** Counted for the audit log only: a signature cannot be guessed, so nobody has to wait. */
    PASSKEY(0, 0);

    /** Failed attempts in a row without a delay. */
    public static final int FREE = 4;

    private final int firstWaitSeconds;
    private final int maxWaitSeconds;
    private final String word = name().toLowerCase(Locale.ROOT);

    Step(int firstWaitSeconds, int maxWaitSeconds) {
      this.firstWaitSeconds = firstWaitSeconds;
      this.maxWaitSeconds = maxWaitSeconds;
    }

    /** The first delay, which each further failure doubles. */
    public int firstWaitSeconds() {
      return firstWaitSeconds;
    }

    public int maxWaitSeconds() {
      return maxWaitSeconds;
    }

    public String word() {
      return word;
    }
  }

  /**
   * A counter of failed attempts.
   *
   * @param id MAC of the step, the address, and whatever else separates counters
   * @param address MAC of the email address
   */
  public record Subject(Step step, byte[] id, byte[] address) {
    @Override
    public String toString() {
      return "Subject[" + step + "]";
    }
  }

  /** Whether a failure of this attempt has consequences. */
  public boolean exceedsFreeAttempts() {
    return number > Step.FREE;
  }
}
