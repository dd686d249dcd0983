package com.remitflex.testing;

import java.util.List;

/** How a command ended, and what it wrote. */
public record Ended(int status, String out, String err) {
  /** Standard error without the log: on a starved machine the engine may try again and log it. */
  public List<String> told() {
    return err.lines().filter(line -> !line.startsWith("{\"timestamp\":")).toList();
  }
}
