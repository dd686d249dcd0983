package com.remitflex.features.treasury;

import com.remitflex.features.rails.pauses.Pause;
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

  /** The pause of this rail by an operator, which the console lifts. */
  public boolean isPaused() {
    return !pauses.isEmpty();
  }
}
