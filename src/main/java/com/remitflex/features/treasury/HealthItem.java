package com.remitflex.features.treasury;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of the health board.
 *
 * @param name what was checked
 * @param text what was found
 * @param checkedAt when; empty while it is not known
 * @param nextStep what the operator does about it; empty if there is nothing to do
 */
public record HealthItem(
    String name, State state, String text, Optional<Instant> checkedAt, Optional<String> nextStep) {

  /** How it is; each has the tone in which pages show it. */
  public enum State {
    OK("success", "Works"),
    ATTENTION("warning", "Needs attention"),
    PROBLEM("danger", "Does not work"),
    UNKNOWN("off", "Not known");

    private final String tone;
    private final String label;

    State(String tone, String label) {
      this.tone = tone;
      this.label = label;
    }

    public String tone() {
      return tone;
    }

    public String label() {
      return label;
    }
  }

  static HealthItem ok(String name, String text, Instant at) {
    return new HealthItem(name, State.OK, text, Optional.of(at), Optional.empty());
  }

  static HealthItem attention(String name, String text, Instant at, String nextStep) {
    return new HealthItem(name, State.ATTENTION, text, Optional.of(at), Optional.of(nextStep));
  }

  static HealthItem problem(String name, String text, Instant at, String nextStep) {
    return new HealthItem(name, State.PROBLEM, text, Optional.of(at), Optional.of(nextStep));
  }

  static HealthItem unknown(String name, String text) {
    return new HealthItem(name, State.UNKNOWN, text, Optional.empty(), Optional.empty());
  }
}
