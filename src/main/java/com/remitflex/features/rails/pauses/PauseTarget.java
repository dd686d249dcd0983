package com.remitflex.features.rails.pauses;

import java.util.Optional;

/**
 * What a pause stops.
 *
 * @param rail the name of one rail; empty: every rail
 */
public record PauseTarget(Optional<String> rail) {
  private static final PauseTarget EVERYTHING = new PauseTarget(Optional.empty());

  public static PauseTarget everything() {
    return EVERYTHING;
  }

  public static PauseTarget rail(String name) {
    return new PauseTarget(Optional.of(name));
  }

  /** Whether a pause of this target stops the rail. */
  public boolean stops(String name) {
    return rail.isEmpty() || rail.get().equals(name);
  }

  /** `everything`, or the name of the rail. */
  public String label() {
    return rail.orElse("everything");
  }
}
