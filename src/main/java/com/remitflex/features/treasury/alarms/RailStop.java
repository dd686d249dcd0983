package com.remitflex.features.treasury.alarms;

/** Pauses a rail until an operator resumes it. */
@FunctionalInterface
public interface RailStop {
  /** Pauses the rail of a network; again has no further effect. */
  void stop(String network, String reason);
}
