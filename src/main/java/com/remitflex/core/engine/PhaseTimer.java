package com.remitflex.core.engine;

import com.remitflex.core.engine.EngineListener.Phase;

/** Measures the phases of one batch, one after the other. */
final class PhaseTimer {
  private final EngineListener listener;
  private long startNanos = System.nanoTime();

  PhaseTimer(EngineListener listener) {
    this.listener = listener;
  }

  /** Ends a phase; the next one begins. */
  void end(Phase phase) {
    long now = System.nanoTime();
    listener.ended(phase, now - startNanos);
    startNanos = now;
  }
}
