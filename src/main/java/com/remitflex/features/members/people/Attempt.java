package com.remitflex.features.members.people;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * An attempt to prove an identity, as it begins: it counts as failed until it succeeds, so that
 * many at the same time are no more than one after the other.
 *
 * @param number how many attempts in a row this is, the first being 1; 0 when it was too early
 * @param waitSeconds seconds until the next attempt, when this one is too early
 */
public record Attempt(long number, OptionalInt waitSeconds) {
  /** What is proved. */
  public enum Step {
    PASSWORD(2, 900),
    /** The second factor: few guesses are enough where there are a million codes. */
    CODE(60, 3_600),
    /** The password of someone who is signed in, before a change of the login. */
    REAUTHENTICATION(2, 900),
    /** Counted for the audit log only: no one guesses a signature, so none has to wait. */
    PASSKEY(0, 0);

    /** So many wrong attempts have no consequence. */
    public static final int FREE = 4;

    private final int firstWait;
    private final int longestWait;
    private final String word = name().toLowerCase(Locale.ROOT);

    Step(int firstWait, int longestWait) {
      this.firstWait = firstWait;
      this.longestWait = longestWait;
    }

    /** Seconds after the first attempt that is not free; each further one doubles them. */
    public int firstWait() {
      return firstWait;
    }

    public int longestWait() {
      return longestWait;
    }

    public String word() {
      return word;
    }
  }

  /**
   * What is counted together.
   *
   * @param id MAC of the step, the address, and what else holds attempts apart
   * @param address MAC of the e-mail address
   */
  public record Subject(Step step, byte[] id, byte[] address) {
    @Override
    public String toString() {
      return "Subject[" + step + "]";
    }
  }

  /** Whether a wrong one has consequences. */
  public boolean isOneTooMany() {
    return number > Step.FREE;
  }
}
