package com.remitflex.features.compliance.rules;

import com.remitflex.core.engine.State;
import java.util.Map;

/** Loads what rules count into a state: nothing. */
public final class RuleRows {
  private RuleRows() {}

  public static void none(State state) {
    state.addRows(VelocityStore.ROWS, Map.of());
    state.addRows(ReceiverStore.ROWS, Map.of());
  }
}
