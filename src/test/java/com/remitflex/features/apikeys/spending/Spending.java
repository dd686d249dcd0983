package com.remitflex.features.apikeys.spending;

import com.remitflex.core.engine.State;
import java.util.Map;

/** Loads the money limits of keys without any into a state. */
public final class Spending {
  private Spending() {}

  public static void none(State state) {
    state.addRows(LimitUsageStore.ROWS, Map.of());
    state.addRows(DailySumStore.ROWS, Map.of());
  }
}
