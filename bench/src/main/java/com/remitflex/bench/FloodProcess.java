package com.remitflex.bench;

import java.util.List;
import java.util.Map;

/** A flood of sign-ins in a process with the lowest priority: an attacker has other processors. */
final class FloodProcess implements AutoCloseable {
  private static final int EFFECT_MILLIS = 1_000;

  private final ChildProcess process;

  private FloodProcess(ChildProcess process) {
    this.process = process;
  }

  /** Starts the flood and waits until it has its effect. */
  static FloodProcess start(int port, int connections, boolean manyNetworks) {
    ChildProcess process =
        ChildProcess.start(
            List.of("chrt", "--idle", "0"),
            List.of(),
            Map.of(),
            "sign-in-flood",
            Integer.toString(port),
            Integer.toString(connections),
            Boolean.toString(manyNetworks));
    Pause.millis(EFFECT_MILLIS);
    return new FloodProcess(process);
  }

  /** Ends the flood, and returns how many attempts it made. */
  long stop() {
    process.endInput();
    return Long.parseLong(process.line());
  }

  @Override
  public void close() {
    process.close();
  }
}
