package com.remitflex.features.accounts.tiers;

import com.remitflex.core.engine.State;
import java.util.Map;

/** Loads what live accounts sent into a state: nothing. */
public final class Tiers {
  private Tiers() {}

  public static void none(State state) {
    state.addRows(SentStore.ROWS, Map.of());
    state.addRows(SentPartStore.ROWS, Map.of());
  }
}
