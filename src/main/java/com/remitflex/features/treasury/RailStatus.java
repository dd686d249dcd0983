package com.remitflex.features.treasury;

import com.remitflex.features.rails.pauses.Pause;
import com.remitflex.features.rails.pauses.PauseCause;
import java.util.List;
import java.util.Optional;

/**
 * A rail.
 *
 * @param pauses those that stop it, also those of everything
 * @param orders the payments that it has
 * @param waiting those that wait for something
 * @param late those on which it should have worked more than a minute ago
 * @param reasons what payments wait for, as text; empty if none does
 * @param network of a rail to wallets
 */
public record RailStatus(
    String name,
    List<Pause> pauses,
    long orders,
    long waiting,
    long late,
    String reasons,
    Optional<NetworkStatus> network) {

  public boolean isPaused() {
    return !pauses.isEmpty();
  }

  /** Whether an operator has paused this rail, and not only everything. */
  public boolean isPausedByOperator() {
    return pauses.stream()
        .anyMatch(
            pause -> pause.cause() == PauseCause.OPERATOR && pause.target().rail().isPresent());
  }
}
