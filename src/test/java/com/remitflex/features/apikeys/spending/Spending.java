package com.remitflex.features.apikeys.spending;

import com.remitflex.core.engine.State;
import java.util.Map;

/** What a state knows of money limits when no key has any. */
public final class Spending {
  private Spending() {}

  public static void none(State state) {
    state.addRows(ShareStore.BOOK, Map.of());
    state.addRows(DayStore.BOOK, Map.of());
  }
}
